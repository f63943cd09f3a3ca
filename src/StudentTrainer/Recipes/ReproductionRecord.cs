using Rrm.Checkpoints;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>reproduction.json of a recipe: what is known so far, and whether a folder may hold it.</summary>
internal sealed class ReproductionRecord(PlannedRecipe plan, string scale, string command, Workshop workshop, ComputeDevice device)
{
    private readonly string folder = Path.Combine(workshop.Path, plan.Recipe.Name);

    /// <exception cref="RrmException">The recipe's folder is another's.</exception>
    public void RefuseOther()
    {
        var file = Path.Combine(folder, Reproduction.FileName);
        if (plan.Recipe.Name == Workshop.RunsFolder)
            throw new RrmException($"A recipe cannot be called '{Workshop.RunsFolder}', where runs lie. Rename the folder '{plan.Recipe.Path}'.");
        if (!File.Exists(file))
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                throw new RrmException($"'{folder}' is not empty and holds no reproduction. Give another --out.");
            return;
        }
        var before = JsonFormat.Read<Reproduction>(file, "a reproduction");
        if (before.Title != plan.Recipe.File.Title || before.Scale != scale)
            throw new RrmException($"'{folder}' holds \"{before.Title}\" at {before.Scale} scale; this is \"{plan.Recipe.File.Title}\" at {scale} scale. Give another --out.");
    }

    public void Write() => AtomicFile.WriteJson(Path.Combine(folder, Reproduction.FileName), Now());

    private Reproduction Now()
    {
        var rows = plan.Rows.Select(row => new ReproducedRow(row.Row.Name, row.Row.Row.Title, row.Row.Row.Series, row.Row.X, row.Row.Paper, [.. row.Seeds.Concat(row.Further).Select(Found).OfType<ReproducedSeed>()]) { IsReference = row.Row.Row.IsReference }).ToList();
        return new()
        {
            Recipe = plan.Recipe.Name,
            Title = plan.Recipe.File.Title,
            Caption = plan.Recipe.File.Caption,
            Form = plan.Recipe.File.Form,
            XAxis = plan.Recipe.File.XAxis,
            Scale = scale,
            Reductions = plan.Reductions,
            Rows = rows,
            Orderings = [.. plan.Recipe.File.Orderings.Select(claim => OrderingJudge.Judge(claim, rows))],
            Command = command,
            WrittenAt = DateTimeOffset.UtcNow,
            Machine = Machine.Here(device.ToString()),
            Versions = LibraryVersions.All,
        };
    }

    private ReproducedSeed? Found(PlannedSeed seed)
    {
        if (seed.Training.Result is not { } result)
            return null;
        // Only what this recipe measures: another may have attacked the same run otherwise.
        return new(Path.GetRelativePath(folder, seed.Training.Folder), result with { Robust = seed.Evaluation?.Found ?? [] }, seed.Training.TeacherSeconds, seed.Training.Command) { TeacherArchitecture = seed.Training.Teacher?.Run.Options.Architecture };
    }
}
