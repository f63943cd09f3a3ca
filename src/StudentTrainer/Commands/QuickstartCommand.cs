using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Quickstart;
using Spectre.Console;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm quickstart: the whole chain in a few minutes, and a page that shows what came of it.</summary>
internal static class QuickstartCommand
{
    private const string Description =
        "Shows the whole chain in a few minutes: an adversarially trained teacher, exported and served by a process of its own, a student taught by it over gRPC, a natural student for contrast, and the same attack on all three.";

    private const string Example = """
        rrm quickstart
        rrm quickstart --dataset cifar10 --data data --out runs/first
        """;

    public static Command Create()
    {
        var dataset = new Option<string>("--dataset") { DefaultValueFactory = _ => "shapes", Description = "shapes is drawn on the spot; cifar10 is downloaded to --data when it is absent." }.OneOf(QuickstartPlan.Datasets);
        var data = Common.Data();
        var @out = new Option<string>("--out") { DefaultValueFactory = _ => "runs/quickstart", Description = "Folder for runs, models and report.html. A second call goes on where the first was stopped." };
        var seed = Common.Seed();
        var device = Common.Device();
        var json = Common.Json();
        var command = new ExampleCommand("quickstart", Description, Example) { dataset, data, @out, seed, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            Common.PrepareFile(parsed.GetValue(json));
            var plan = QuickstartPlan.Of(parsed.GetRequiredValue(dataset), parsed.GetValue(seed));
            var result = Run(plan, parsed.GetValue(data), parsed.GetRequiredValue(@out), ComputeDevice.Choose(parsed.GetValue(device)!), cancellation);
            if (parsed.GetValue(json) is { } file)
                AtomicFile.WriteJson(file, result);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static QuickstartResult Run(QuickstartPlan plan, string? dataFolder, string folder, ComputeDevice device, CancellationToken cancellation)
    {
        using var display = new ProgressDisplay(Console.Out);
        var data = DatasetCatalog.Open(new DatasetRequest(plan.Dataset, dataFolder, Limit: plan.TrainImages) { Progress = display.Notice }, cancellation);
        display.Notice($"{plan.Dataset}: {plan.Description} {data.Train.Count:N0} training images, {device}.");
        OutputFolder.Create(folder);
        var (result, networks) = new QuickstartRun(plan, data, device, folder, display, cancellation).Execute();
        var report = Path.Combine(folder, "report.html");
        AtomicFile.WriteText(report, QuickstartReportBuilder.Build(plan, data, folder, networks, dataFolder).ToHtml());
        display.Dispose();
        Print(networks, plan);
        Console.WriteLine($"{(result.Transferred is { } share ? $"The student never saw an attack and keeps {share:P0} of its teacher's robust accuracy." : "The teacher is not robust, so there was nothing to transfer.")} {result.Seconds:N0} s in all. Curves and pictures: {Path.GetFullPath(report)}");
        return result;
    }

    private static void Print(IReadOnlyList<QuickstartNetwork> networks, QuickstartPlan plan)
    {
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii2 : TableBorder.Rounded };
        table.AddColumns("", "trained by", "architecture");
        table.AddColumn(new TableColumn("clean").RightAligned());
        table.AddColumn(new TableColumn("under attack").RightAligned());
        table.AddColumn(new TableColumn("training").RightAligned());
        foreach (var network in networks)
            table.AddRow(network.Role, network.Run.Method, network.Run.Architecture, $"{network.Outcome.NaturalAccuracy:P1}", $"{network.Robust.Accuracy:P1}", $"{network.Run.TotalSeconds:N0} s");
        table.Caption = new TableTitle($"APGD-CE, {plan.AttackSteps} steps, l∞ {plan.Threat.Eps * 255:0.##}/255, {plan.TestImages} test images");
        AnsiConsole.Console.Write(table);
    }
}
