using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Reports;
using Spectre.Console;

namespace Rrm.StudentTrainer.Commands;

/// <summary>What will be done, in which order, and for how long.</summary>
internal static class PlanTable
{
    private const int PlainWidth = 160;
    private const double Restless = 1.3;

    public static void Print(ReproductionPlan plan, SpeedBook speeds, ComputeDevice device)
    {
        var console = AnsiConsole.Console;
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii2 : TableBorder.Rounded };
        if (Console.IsOutputRedirected)
            console.Profile.Width = PlainWidth;
        table.AddColumns(new TableColumn("job").RightAligned(), new TableColumn(""), new TableColumn("needs").RightAligned(), new TableColumn("about").RightAligned());
        var numbers = plan.Jobs.Select((job, index) => (job.Folder, index + 1)).ToDictionary();
        double training = 0, attacks = 0;
        foreach (var job in plan.Jobs)
        {
            var seconds = job.IsDone ? 0 : job.Estimate(speeds);
            (training, attacks) = job is AttackJob ? (training, attacks + seconds) : (training + seconds, attacks);
            var needs = job.Needs.Select(needed => numbers[needed.Folder]);
            table.AddRow($"{numbers[job.Folder]}", Spectre.Console.Markup.Escape(job.Title), string.Join(", ", needs), job.IsDone ? "done" : $"{(job is AttackJob ? "at most " : "")}{Words.Duration(seconds)}");
        }
        console.Write(table);
        foreach (var recipe in plan.Recipes)
        {
            Console.WriteLine($"{recipe.Recipe.File.Title}{(recipe.Reductions.Count > 0 ? ", reduced:" : "")}");
            foreach (var reduction in recipe.Reductions)
                Console.WriteLine($"  - {reduction}");
        }
        var left = plan.Jobs.Count(job => !job.IsDone);
        Console.WriteLine(left == 0
            ? $"All {plan.Jobs.Count} jobs are done."
            : $"{left} of {plan.Jobs.Count} jobs: about {Words.Duration(training)} of training and at most {Words.Duration(attacks)} of attacks, {Words.Duration(training + attacks)} in all, on {device}.\n"
                + $"Estimated from a few timed steps of each network{(device.IsCpu ? ": expect 30 % more or less on an idle machine" : "")}; attacks take less, as they leave broken images alone.");
        if (left > 0 && speeds.Unrest > Restless)
            Console.WriteLine($"Other programs seem to be at work here: equal steps differed by a factor of {speeds.Unrest:0.#}, and so may these times.");
    }
}
