using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>How a recipe measures robustness.</summary>
internal sealed record EvaluationPlan
{
    /// <summary>Names of attacks; the paper's own first.</summary>
    public required IReadOnlyList<string> Attacks { get; init; }

    /// <summary>Null where each row is attacked as it was trained.</summary>
    public ThreatModel? ThreatModel { get; init; }

    public required int Steps { get; init; }

    public int Restarts { get; init; } = 1;

    /// <summary>Of pgd, in pixels.</summary>
    public double? StepSize { get; init; }

    /// <summary>First N test images; null means all.</summary>
    public int? Images { get; init; }
}
