using System.CommandLine;
using Rrm.OnnxExport;

namespace Rrm.StudentTrainer.Commands;

/// <summary>The whole command line: every verb, and what all of them share.</summary>
internal static class RrmCommand
{
    private const string Description =
        "Rrm: robust classifiers by Robust Representation Matching. Train a robust teacher once, share it, train students from it, measure honestly.";

    private const string ExportExample = """
        rrm export runs/teacher --out models/robust
        rrm export runs/teacher --out models/robust-int8 --precision int8 --dataset cifar10 --data data
        """;

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show the stack trace of an error.", Recursive = true };

    public static RootCommand Create()
    {
        var export = new ExampleCommand("export", ExportCommand.Description, ExportExample);
        ExportCommand.Configure(export);
        var root = new RootCommand(Description)
        {
            Verbose, QuickstartCommand.Create(), TrainCommand.Create(), EvaluateCommand.Create(), export, ImportCommand.Create(),
            RobustifyCommand.Create(), RepresentCommand.Create(), LoadTestCommand.Create(), ReproduceCommand.Create(), ReportCommand.Create(),
        };
        ExampleHelp.Install(root);
        return root;
    }
}
