using Rrm.StudentTrainer.Attacks;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>A network's accuracy with and without attacks, down to each image.</summary>
public sealed record EvaluationOutcome
{
    /// <summary>One entry per image, in the set's order.</summary>
    public required IReadOnlyList<ImageVerdict> Verdicts { get; init; }

    /// <summary>In the order in which they ran.</summary>
    public required IReadOnlyList<AttackOutcome> Attacks { get; init; }

    /// <summary>The images asked for, by their place in the set.</summary>
    public required IReadOnlyDictionary<int, AttackedImage> Images { get; init; }

    public required EvaluationOptions Options { get; init; }

    /// <summary>Share of clean images that are classified rightly.</summary>
    public double NaturalAccuracy => (double)Verdicts.Count(verdict => verdict.CleanCorrect) / Verdicts.Count;

    /// <summary>One entry per attack, unless only the worst case was measured; then the worst case, where there are several attacks.</summary>
    public IReadOnlyList<RobustAccuracy> Robust =>
    [
        .. Attacks.Where(_ => Attacks.Count == 1 || !Options.OnlyWorstCase).Select(OfAttack),
        .. Attacks.Count > 1 ? [WorstCase()] : Array.Empty<RobustAccuracy>(),
    ];

    private RobustAccuracy OfAttack(AttackOutcome outcome) =>
        Accuracy(outcome.Attack, outcome.Attack.Name, Verdicts.Count(verdict => verdict.CleanCorrect && outcome.BrokenAt[verdict.Index] == 0)) with
        {
            Steps = outcome.Attack.Steps,
            StepSize = outcome.Attack.StepSize,
            Batch = outcome.Attack.CoupledImages,
        };

    private RobustAccuracy WorstCase() => Accuracy(Attacks[0].Attack, RobustAccuracy.WorstCase, Verdicts.Count(verdict => verdict.Robust));

    private RobustAccuracy Accuracy(IAttack attack, string name, int robust) => new(
        name, attack.Set.Norm, attack.Set.Eps, null, Options.Restarts, Verdicts.Count, (double)robust / Verdicts.Count, WilsonInterval.Of(robust, Verdicts.Count));
}
