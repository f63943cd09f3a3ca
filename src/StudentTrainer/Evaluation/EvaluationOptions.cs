namespace Rrm.StudentTrainer.Evaluation;

/// <summary>How robustness is measured, apart from the attacks.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Random starts of each image and attack, at least 1.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>Of the random starts.</summary>
    public long Seed { get; init; }

    /// <summary>Images attacked at a time. Decides speed and memory, not verdicts.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>
    /// Each attack sees only images that survived the former ones: cheaper, and the worst case is the same, but then only the worst case
    /// is measured. Otherwise each attack sees every rightly classified image, and has an accuracy of its own.
    /// </summary>
    public bool OnlyWorstCase { get; init; }

    /// <summary>What logits are divided by; null takes the checkpoint's own. Changes no prediction on clean images, but what attacks find.</summary>
    public double? Temperature { get; init; }

    /// <summary>Images, by their place in the set, whose attacked pixels are kept for a report.</summary>
    public IReadOnlyCollection<int> KeepImages { get; init; } = [];
}
