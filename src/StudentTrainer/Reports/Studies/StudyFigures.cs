using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Reports.Charts;
using Rrm.StudentTrainer.Reports.Documents;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>The study in the form of the paper's figures: bars, accuracies over a number, accuracies over training time.</summary>
internal static class StudyFigures
{
    private const string Paper = "paper";
    private const double LogarithmicFrom = 30; // Ratio of the ends of an axis; a smaller one is read more easily on a linear one.

    /// <summary>The attack that figures show, and a row's accuracy under it.</summary>
    private sealed record Robustness(string Attack, Func<ReproducedRow, Estimate?> In);

    public static IEnumerable<Figure> Render(Study study)
    {
        var evaluators = Evaluator.AllOf(study);
        var robust = evaluators is [var first, ..] ? new Robustness(first.Attack, row => Evaluator.In(row, first.Attack, evaluators)) : null;
        return study.Form switch
        {
            RecipeForm.Lines => [Curves(study, robust, study.XAxis ?? "x", row => row.X ?? double.NaN, row => row.X)],
            RecipeForm.Scatter => [Curves(study, robust, "training time, min", TimeSummary.Minutes, study.IsPaperScale ? row => row.Paper?.TotalMinutes : _ => null)],
            _ => Bars(study, robust),
        };
    }

    private static IEnumerable<Figure> Bars(Study study, Robustness? robust)
    {
        if (study.Rows.Any(row => row.Seeds.Count > 0))
            yield return Accuracies(study, robust);
        if (study.Rows.Any(row => double.IsFinite(TimeSummary.TeacherMinutes(row))))
            yield return Times(study);
    }

    private static Figure Accuracies(Study study, Robustness? robust)
    {
        var groups = study.Rows.Where(row => !row.IsReference).Select(row => new BarGroup(row.Title, 0,
            [Accuracy(AccuracySummary.Natural(row), row.Paper?.NaturalAccuracy), .. robust is null ? Array.Empty<Bar>() : [Accuracy(robust.In(row), row.Paper?.RobustAccuracy)]])).ToList();
        var chart = new BarChart($"{study.Title}: accuracies", ["natural", .. robust is null ? Array.Empty<string>() : [$"under {robust.Attack}"]], groups)
        {
            References = [.. study.Rows.Where(row => row.IsReference).SelectMany(row => References(row, robust))],
            ReportedName = groups.Any(group => group.Bars.Any(bar => bar.Reported is not null)) ? Paper : null,
        };
        return new($"{study.Id}-accuracies", chart.ToSvg(), $"Accuracy on natural{(robust is null ? "" : " and on attacked")} test images{(chart.ReportedName is null ? "" : "; hollow marks are the paper's figures")}.");
    }

    private static Bar Accuracy(Estimate? ours, double? paper) => new(ours?.Value ?? double.NaN, ours?.Interval, paper);

    private static IEnumerable<BarReference> References(ReproducedRow row, Robustness? robust)
    {
        if (AccuracySummary.Natural(row) is { } natural)
            yield return new($"{row.Title}, natural", natural.Value);
        if (robust?.In(row) is { } attacked)
            yield return new($"{row.Title}, attacked", attacked.Value);
    }

    private static Figure Times(Study study)
    {
        var groups = study.Rows.Where(row => !row.IsReference).Select(row => new BarGroup(row.Title, 0,
            [new(TimeSummary.TeacherMinutes(row)), new(TimeSummary.Minutes(row), null, study.IsPaperScale ? row.Paper?.TotalMinutesWithTeacher ?? row.Paper?.TotalMinutes : null)])).ToList();
        var chart = new BarChart($"{study.Title}: training times", ["teacher, before", "training"], groups)
        {
            Kind = AxisKind.Amount, Unit = "min", Stacked = true,
            ReportedName = groups.Any(group => group.Bars[^1].Reported is not null) ? $"{Paper}, in all, on its machine" : null,
        };
        return new($"{study.Id}-times", chart.ToSvg(), "Minutes of training, and what the teacher's training took before it. A teacher is trained once, for any number of students.");
    }

    /// <param name="ours">Place on the x axis of what was measured.</param>
    /// <param name="theirs">The same of the paper's figures.</param>
    private static Figure Curves(Study study, Robustness? robust, string xAxis, Func<ReproducedRow, double> ours, Func<ReproducedRow, double?> theirs)
    {
        var series = study.Rows.GroupBy(row => row.Series ?? study.Title).SelectMany((rows, style) => (ChartSeries[])
        [
            Line($"{rows.Key}, natural", rows, style, SeriesForm.Solid, AccuracySummary.Natural),
            .. robust is null ? Array.Empty<ChartSeries>() : [Line($"{rows.Key}, attacked", rows, style, SeriesForm.Dashed, robust.In)],
            Marks($"{rows.Key}, paper", rows, style),
        ]).Where(line => line.Points.Count > 0).ToList();
        var places = series.SelectMany(line => line.Points).Select(point => point.X).Where(double.IsFinite).ToList();
        var chart = new LineChart(study.Title, xAxis, "accuracy", series)
        {
            XKind = places.Count > 0 && places.Min() > 0 && places.Max() / places.Min() >= LogarithmicFrom ? AxisKind.Logarithmic : study.Form == RecipeForm.Scatter ? AxisKind.Amount : AxisKind.Number,
            YKind = AxisKind.Percent,
            PlotHeight = 280,
        };
        var marks = series.Any(line => line.Form == SeriesForm.Marks) ? " Hollow marks are the paper's figures." : "";
        return new($"{study.Id}-curves", chart.ToSvg(), $"Accuracy over {xAxis}: solid lines on natural{(robust is null ? "" : $", dashed lines on attacked ({robust.Attack})")} test images.{marks}");

        ChartSeries Line(string name, IEnumerable<ReproducedRow> rows, int style, SeriesForm form, Func<ReproducedRow, Estimate?> accuracy) => new(name,
            [.. rows.Where(row => row.Seeds.Count > 0).Select(row => (X: ours(row), Y: accuracy(row))).OrderBy(point => point.X).Select(point => new ChartPoint(point.X, point.Y?.Value ?? double.NaN, point.Y?.Interval))], style, form);

        ChartSeries Marks(string name, IEnumerable<ReproducedRow> rows, int style) => new(name,
            [.. rows.SelectMany(row => (double?[])[row.Paper?.NaturalAccuracy, row.Paper?.RobustAccuracy], (row, figure) => (X: theirs(row), Y: figure))
                .Where(point => point is { X: not null, Y: not null }).Select(point => new ChartPoint(point.X!.Value, point.Y!.Value))], style, SeriesForm.Marks);
    }
}
