using System.CommandLine;
using Rrm;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Numerics;

HostMemory.KeepFreed();
var verbose = new Option<bool>("--verbose") { Description = "Show the stack trace of an error.", Recursive = true };
var export = new ExampleCommand("export", Rrm.OnnxExport.ExportCommand.Description, "rrm export runs/teacher --out models/robust");
Rrm.OnnxExport.ExportCommand.Configure(export);
var root = new RootCommand("Rrm: robust classifiers by Robust Representation Matching. Train a robust teacher once, share it, train students from it, measure honestly.")
{
    verbose,
    QuickstartCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    export,
};

ExampleHelp.Install(root);

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"rrm: {error.Message}");
    Console.Error.WriteLine("rrm: 'rrm --help' and 'rrm COMMAND --help' list what is known.");
    return ExitCode.BadUsage;
}
try
{
    // A step may take seconds on a CPU: Ctrl-C waits for it, so that the run stays resumable.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("rrm: stopped. A run that was in training goes on with --resume.");
    return ExitCode.Failed;
}
catch (Exception problem)
{
    Console.Error.WriteLine($"rrm: {(problem is RrmException or IOException or UnauthorizedAccessException ? problem.Message : $"{problem.GetType().Name}: {problem.Message} (--verbose shows where)")}");
    if (parsed.GetValue(verbose))
        Console.Error.WriteLine(problem);
    return problem is UsageException ? ExitCode.BadUsage : ExitCode.Failed;
}
