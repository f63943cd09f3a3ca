using System.CommandLine;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Recipes;
using Spectre.Console;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm reproduce RECIPE…: tables and figures of the paper, or of one's own.</summary>
internal static class ReproduceCommand
{
    private const string Description = """
        Makes tables and figures of the paper: trains what they need, attacks it, and writes OUT/RECIPE/reproduction.json, which 'rrm report' shows.
        First it shows the plan and how long it will take. What was done before, by whichever recipe, is not done again; stopped, it goes on when
        called again.
        """;

    private const string Example = """
        rrm reproduce --list
        rrm reproduce table1 --scale small --data data --out reproductions --plan
        rrm reproduce table1 table2 --scale small --data data --out reproductions --yes
        rrm reproduce table1/rrm-vgg11 --scale paper --data data --out reproductions --device cuda --yes
        """;

    public static Command Create()
    {
        var recipes = new Argument<string[]>("recipe") { Arity = ArgumentArity.ZeroOrMore, Description = "A recipe, one of its rows as table1/sat, or the path of a folder with a recipe.json." };
        var list = new Option<bool>("--list") { Description = "Show the recipes that there are." };
        var scale = new Option<string>("--scale") { DefaultValueFactory = _ => "small", Description = "paper: as in the paper, for a GPU. small: for two cores. smoke: seconds, to see that it works. Or a JSON file of your own." };
        var data = Common.Data();
        var @out = new Option<string>("--out") { DefaultValueFactory = _ => "reproductions", Description = "Folder for runs and results." };
        var seeds = new Option<int?>("--seeds") { Description = "Runs of each row; the recipe says unless given. Teachers are trained once." };
        var plan = new Option<bool>("--plan") { Description = "Show what would be done, and do nothing." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var device = Common.Device();
        var command = new ExampleCommand("reproduce", Description, Example) { recipes, list, scale, data, @out, seeds, plan, yes, device };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(list))
                return Task.FromResult(RecipeList.Print());
            var request = new ReproductionRequest(parsed.GetValue(recipes) ?? [], parsed.GetValue(scale)!, parsed.GetValue(data), parsed.GetValue(@out)!, parsed.GetValue(seeds), parsed.GetValue(device)!);
            return Task.FromResult(Run(request, parsed.GetValue(plan), parsed.GetValue(yes), cancellation));
        });
        return command;
    }

    private static int Run(ReproductionRequest request, bool onlyPlan, bool yes, CancellationToken cancellation)
    {
        request.Validate();
        if (!onlyPlan && !yes && Console.IsInputRedirected)
            throw new UsageException("Nobody is there to be asked; add --yes to begin, or --plan to see what would be done.");
        var device = ComputeDevice.Choose(request.Device);
        var resolved = request.Resolve();
        using var workshop = Workshop.Open(request.Out, request.Data, request.Device);
        var plan = new ReproductionPlan(resolved.Recipes, resolved.Resolver, request.Seeds, workshop);
        ReproductionRecord[] records = [.. plan.Recipes.Select(recipe => new ReproductionRecord(recipe, request.ScaleName, request.CommandLine, workshop, device))];
        foreach (var record in records)
            record.RefuseOther();
        PlanTable.Print(plan, new SpeedBook(device), device);
        if (onlyPlan || (!yes && plan.Jobs.Any(job => !job.IsDone) && !AnsiConsole.Confirm("Begin?")))
            return ExitCode.Done;
        var failures = new ReproductionRun(plan, records, Console.WriteLine).Execute(cancellation);
        foreach (var recipe in plan.Recipes)
            Console.WriteLine($"{recipe.Recipe.File.Title}: {Path.Combine(request.Out, recipe.Recipe.Name, Reproduction.FileName)}");
        if (failures.Count == 0)
            return ExitCode.Done;
        throw new RrmException($"{failures.Count} of {plan.Jobs.Count} jobs failed:\n{string.Join('\n', failures)}\nWhat is done stays; the same command tries the rest again.");
    }
}
