using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Reports.Documents;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>The table of times: an epoch, the whole, the whole with the teacher's training.</summary>
internal static class TimeSummary
{
    public static Table Render(Study study) => new Table(
        "Training only; evaluation and checkpoints are not counted. An epoch is one update from each image: of Free AT's replays each is one, as in the paper. ± is half the 95 % interval by Student's t: over the epochs of one seed, or over the seeds' means."
            + (study.Rows.Any(row => row.Paper is not null) ? " The paper's times are of other machines, so only ratios compare." : ""),
        [new("Network"), new("Epochs", true), new("epoch, s", true), new("paper: epoch, s", true), new("in all, min", true), new("paper: in all, min", true),
            new("with teacher, min", true), new("paper: with teacher, min", true), new("waited for teacher, s", true)],
        [.. study.Rows.Select(Row)]) { Title = "Times", IsFolded = study.Form is RecipeForm.Lines or RecipeForm.Scatter }.WithoutEmptyColumns();

    /// <summary>Null where the row has not been run.</summary>
    public static EpochSeconds? Epoch(ReproducedRow row) => row.Seeds.Count switch
    {
        0 => null,
        1 => row.Seeds[0].Result.PassSeconds,
        _ => EpochSeconds.Of([.. row.Seeds.Select(seed => seed.Result.PassSeconds.Mean)]),
    };

    /// <summary>Not a number where the row has not been run.</summary>
    public static double Minutes(ReproducedRow row) => Mean(row, seed => seed.Result.TotalSeconds) / 60;

    /// <summary>Of what came before the student; not a number where nobody taught.</summary>
    public static double TeacherMinutes(ReproducedRow row) => Mean(row, seed => seed.TeacherSeconds) / 60;

    private static double Mean(ReproducedRow row, Func<ReproducedSeed, double?> value) => row.Seeds.Select(value).OfType<double>().DefaultIfEmpty(double.NaN).Average();

    private static IReadOnlyList<Cell> Row(ReproducedRow row) =>
    [
        new(Study.NameOf(row)), new(row.Seeds.Count == 0 ? "–" : string.Join(", ", row.Seeds.Select(seed => seed.Result.Epochs * seed.Result.UpdatesPerBatch).Distinct())),
        Epoch(row) is { N: > 0 } epoch ? Seconds(epoch.Mean, epoch.Ci95) : Cell.Nothing, row.Paper?.EpochSeconds is { } paper ? Seconds(paper, row.Paper.EpochSecondsCi95) : Cell.Nothing,
        Say(Minutes(row)), Say(row.Paper?.TotalMinutes), Say(Minutes(row) + TeacherMinutes(row)), Say(row.Paper?.TotalMinutesWithTeacher),
        Mean(row, seed => seed.Result.TeacherWaitSeconds) is > 0 and var wait ? Say(wait) : Cell.Nothing,
    ];

    private static Cell Seconds(double mean, double? halfWidth) => !double.IsFinite(mean) ? Cell.Nothing : new(Words.Fixed(mean, 2), halfWidth is { } half ? $"± {Words.Fixed(half, 2)}" : null);

    private static Cell Say(double? number) => new(Words.Significant(number ?? double.NaN));
}
