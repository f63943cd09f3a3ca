using Rrm.Checkpoints;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>An attack with its settings: what makes robust accuracies comparable.</summary>
internal sealed record Evaluator(string Attack, Norm Norm, double Eps, int? Steps, int Restarts, double? StepSize)
{
    /// <summary>The attack that repeats the paper's.</summary>
    public const string OfPaper = "paper-autopgd";

    private static readonly string[] Order = [OfPaper, "apgd-ce", "pgd"];

    public static Evaluator Of(RobustAccuracy entry) => new(entry.Attack, entry.Norm, entry.Eps, entry.Steps, entry.Restarts, entry.StepSize);

    /// <summary>All that measured something in the study: the paper's first, the worst case last.</summary>
    public static IReadOnlyList<Evaluator> AllOf(Study study) =>
    [
        .. study.Rows.SelectMany(row => row.Seeds).SelectMany(seed => seed.Result.Robust).Select(Of).Distinct()
            .OrderBy(evaluator => evaluator.Attack == RobustAccuracy.WorstCase ? int.MaxValue : Array.IndexOf(Order, evaluator.Attack) is >= 0 and var place ? place : Order.Length)
            .ThenBy(evaluator => evaluator.Attack, StringComparer.Ordinal).ThenByDescending(evaluator => (evaluator.Steps ?? 0) * evaluator.Restarts),
    ];

    public RobustAccuracy? In(ReproducedSeed seed) => seed.Result.Robust.FirstOrDefault(entry => Of(entry) == this);

    /// <summary>A row's accuracy; null where no seed was attacked so.</summary>
    public Estimate? In(ReproducedRow row)
    {
        var found = row.Seeds.Select(In).OfType<RobustAccuracy>().ToList();
        return found.Count == 0 ? null : Estimate.Of([.. found.Select(entry => entry.Accuracy)], found[0].Ci95 is [var low, var high] ? (low, high) : null);
    }

    /// <summary>A row's accuracy under an attack, by the first of some evaluators that measured it: rows of one study may be attacked within other bounds. Null where none did.</summary>
    public static Estimate? In(ReproducedRow row, string attack, IReadOnlyList<Evaluator> evaluators) =>
        evaluators.Where(evaluator => evaluator.Attack == attack).Select(evaluator => evaluator.In(row)).FirstOrDefault(found => found is not null);

    /// <summary>Short, and with settings where another of the study has the same name.</summary>
    public string NameAmong(IReadOnlyList<Evaluator> all) => all.Count(other => other.Attack == Attack) == 1 ? Attack : $"{Attack} {Words.Radius(Norm, Eps)}{(Steps is null ? "" : $", {Steps}×{Restarts}")}";
}
