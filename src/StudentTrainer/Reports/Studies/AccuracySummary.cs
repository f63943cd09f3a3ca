using System.Globalization;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Reports.Documents;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>The table of accuracies: ours under each evaluator, the paper's, and by how much they differ.</summary>
internal static class AccuracySummary
{
    public static Table Render(Study study)
    {
        var evaluators = Evaluator.AllOf(study);
        var differences = study.IsPaperScale;
        IEnumerable<Column> paper(string name) => [new($"paper: {name}", true), .. differences ? [new Column($"ours − paper, {name}", true)] : Array.Empty<Column>()];
        var attacks = study.Rows.Select(row => row.Paper?.Attack).OfType<string>().Distinct().ToList();
        var caption = Estimate.Legend + (attacks.Count == 1 ? $" The paper attacks with {attacks[0]}." : "")
            + (differences ? $" Differences are in percentage points{(evaluators.All(evaluator => evaluator.Attack != Evaluator.OfPaper) ? "" : $", robust ones under {Evaluator.OfPaper}")}." : "");
        return new Table(caption,
            [new("Network"), new("Seeds", true), new("natural", true), .. paper("natural"),
                .. evaluators.Select(evaluator => new Column(evaluator.NameAmong(evaluators), true)), .. paper("robust"), new("Note")],
            [.. study.Rows.Select(Row)]).WithoutEmptyColumns();

        IReadOnlyList<Cell> Row(ReproducedRow row)
        {
            var natural = Natural(row);
            return
            [
                new(Study.NameOf(row), row.X is { } x ? $"{study.XAxis ?? "x"} = {x.ToString("G", CultureInfo.InvariantCulture)}" : null), new(row.Seeds.Count == 0 ? study.Scale is null ? "not finished" : "not run" : $"{row.Seeds.Count}"), Say(natural), .. Paper(row.Paper?.NaturalAccuracy, natural, null),
                .. evaluators.Select(evaluator => Say(evaluator.In(row))), .. Paper(row.Paper?.RobustAccuracy, Evaluator.In(row, Evaluator.OfPaper, evaluators), attacks.Count > 1 ? row.Paper?.Attack : null), new(row.Paper?.Note ?? ""),
            ];
        }

        IEnumerable<Cell> Paper(double? figure, Estimate? ours, string? attack)
        {
            yield return figure is { } value ? new(Words.Percent(value), attack is null ? null : $"({attack})") : Cell.Nothing;
            if (differences)
                yield return figure is { } paper && ours is not null ? new(Words.Difference(ours.Value - paper)) : Cell.Nothing;
        }
    }

    /// <summary>Null where the row has not been run.</summary>
    public static Estimate? Natural(ReproducedRow row) => row.Seeds.Count == 0 ? null : Estimate.Of([.. row.Seeds.Select(seed => seed.Result.NaturalAccuracy)], null);

    private static Cell Say(Estimate? estimate) => estimate is null ? Cell.Nothing : new(Words.Percent(estimate.Value), estimate.Detail);
}
