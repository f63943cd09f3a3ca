using System.Globalization;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Reports.Documents;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>A study's section, top to bottom.</summary>
internal static class StudySection
{
    private const int RunsWithLosses = 4;

    public static ReportSection Render(Study study) => new(study.Id, study.Title,
    [
        .. study.Caption is null ? Array.Empty<Block>() : [new Prose(study.Caption)],
        .. Remarks(study), .. Claims(study), .. StudyFigures.Render(study), AccuracySummary.Render(study), TimeSummary.Render(study), .. CostCheck.Render(study),
        .. Attacks(study), .. Training(study), new Heading("Conditions"), new Facts([.. study.Conditions, .. Settings(study)]), .. Commands(study),
    ]);

    private static IEnumerable<Block> Remarks(Study study)
    {
        if (study.Scale is not null && !study.IsPaperScale)
            yield return new Callout($"{Words.Capital(study.Scale)} scale: the figures are not comparable with the paper's in absolute terms, only their order is.", study.Reductions, "Differences from the paper's figures are therefore left out.");
        else if (study.Reductions.Count > 0)
            yield return new Callout("What differs from the paper's set-up", study.Reductions);
        var missing = study.Rows.Where(row => row.Seeds.Count == 0).Select(Study.NameOf).ToList();
        if (missing.Count > 0)
            yield return new Callout($"Incomplete: {missing.Count} of {study.Rows.Count} {(study.Scale is null ? "runs not finished" : "rows not run")}.", [$"{string.Join("; ", missing)}."]);
    }

    private static IEnumerable<Block> Claims(Study study)
    {
        if (study.Orderings.Count > 0)
            yield return new Table("What the paper claims, and whether it holds here.", [new("Claim"), new("Verdict"), new("Judged by")],
                [.. study.Orderings.OrderBy(ordering => ordering.Holds switch { false => 0, true => 1, null => 2 }).Select(ordering => (IReadOnlyList<Cell>)[new(ordering.Claim), Verdict(ordering), new(ordering.Detail)])]);
    }

    public static Cell Verdict(Ordering ordering) => ordering.Holds switch
    {
        true => new("✓\u00A0holds"),
        false => new("✗\u00A0does\u00A0not\u00A0hold") { IsAlarming = true },
        null => new("○\u00A0not\u00A0judged"),
    };

    private static IEnumerable<Block> Attacks(Study study)
    {
        var evaluators = Evaluator.AllOf(study);
        if (evaluators.Count == 0)
            yield break;
        yield return new Heading("Attacks");
        yield return new Table("Settings under which robust accuracy was measured. It is an upper bound: a stronger attack may find more.",
            [new("Attack"), new("perturbation"), new("steps", true), new("step size", true), new("restarts", true), new("images", true)],
            [.. evaluators.Select(evaluator => (IReadOnlyList<Cell>)
            [
                new(evaluator.Attack, IsCode: true), new(Words.Radius(evaluator.Norm, evaluator.Eps)), Number(evaluator.Steps), evaluator.StepSize is { } size ? new(Words.Pixels(evaluator.Norm, size)) : evaluator.Steps is null ? Cell.Nothing : new("its own"),
                Number(evaluator.Restarts), new(string.Join(", ", study.Rows.SelectMany(row => row.Seeds).Select(evaluator.In).OfType<Evaluation.RobustAccuracy>().Select(entry => entry.Samples).Distinct().Order().Select(count => Words.Count(count)))),
            ])]);

        static Cell Number(int? count) => count is { } number ? new(Words.Count(number)) : Cell.Nothing;
    }

    private static IEnumerable<Block> Training(Study study)
    {
        var curves = study.Runs.Where(run => run.Curve.Count > 0).DistinctBy(run => run.Row).Select(run => (run.Row, run.Curve)).ToList();
        if (curves.Count == 0)
            yield break;
        yield return new Heading(study.Runs.Count == curves.Count ? "Training" : "Training, the first seed of each row");
        foreach (var block in TrainingCurves.Accuracies($"{study.Id}-training", curves))
            yield return block;
        if (curves.Count <= RunsWithLosses)
            foreach (var block in TrainingCurves.Losses($"{study.Id}-training", curves))
                yield return block;
    }

    private static IEnumerable<ReportFact> Settings(Study study)
    {
        var results = study.Runs.Select(run => run.Result).OfType<Runs.RunResult>().ToList();
        ReportFact Fact<T>(string name, Func<Runs.RunResult, T> value) => new(name, string.Join(", ", results.Select(value).Distinct()));
        if (results.Count == 0)
            yield break;
        yield return Fact("Data set", result => result.Dataset);
        yield return new("Seeds", string.Join(", ", results.Select(result => result.Seed).Distinct().Order().Select(seed => seed.ToString(CultureInfo.InvariantCulture))));
        yield return Fact("Batch size", result => result.BatchSize);
        yield return Fact("Precision of training", result => FlagWords.Of(result.Precision).Single());
        if (results.Any(result => result.Teacher is not null))
            yield return Fact("Teachers", result => result.Teacher is { } teacher ? $"{teacher.Name} (sha256 {teacher.Sha256[..Math.Min(12, teacher.Sha256.Length)]}…)" : "none");
    }

    private static IEnumerable<Block> Commands(Study study)
    {
        string[] lines = [.. ((string?[])[study.Command, .. study.Runs.Select(run => run.Command)]).OfType<string>().Where(line => line != "")];
        if (lines.Length > 0)
            yield return new Listing("Commands that repeat this", lines);
        foreach (var run in study.Runs.Where(run => run.Command is null && Runs.RunFolder.IsAt(run.Folder)))
            yield return new Listing($"Options of {run.Title}", File.ReadAllLines(Path.Combine(run.Folder, Runs.RunFolder.ConfigFile)));
    }
}
