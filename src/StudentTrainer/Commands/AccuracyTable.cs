using Rrm.StudentTrainer.Evaluation;
using Spectre.Console;

namespace Rrm.StudentTrainer.Commands;

/// <summary>Accuracies as a person reads them; plain characters where the output is not a terminal.</summary>
internal static class AccuracyTable
{
    private const int PlainWidth = 160;

    public static void Print(EvaluationOutcome outcome)
    {
        var console = AnsiConsole.Console;
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii2 : TableBorder.Rounded };
        if (Console.IsOutputRedirected)
            console.Profile.Width = PlainWidth;
        foreach (var (title, isNumber) in new[] { ("attack", false), ("perturbation", false), ("steps", true), ("restarts", true), ("images", true), ("accuracy", true), ("95 % interval", true) })
            table.AddColumn(isNumber ? new TableColumn(title).RightAligned() : new TableColumn(title));
        var (samples, right) = (outcome.Verdicts.Count, outcome.Verdicts.Count(verdict => verdict.CleanCorrect));
        table.AddRow("none", "", "", "", $"{samples:N0}", $"{outcome.NaturalAccuracy:P2}", Interval(WilsonInterval.Of(right, samples)));
        foreach (var robust in outcome.Robust)
            table.AddRow(robust.Attack, robust.Perturbation, $"{robust.Steps}", $"{robust.Restarts}", $"{robust.Samples:N0}", $"{robust.Accuracy:P2}", Interval(robust.Ci95));
        console.Write(table);
    }

    private static string Interval(IReadOnlyList<double> ends) => $"{ends[0]:P2} to {ends[1]:P2}";
}
