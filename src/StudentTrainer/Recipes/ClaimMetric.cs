namespace Rrm.StudentTrainer.Recipes;

/// <summary>What a claim compares; means over the seeds.</summary>
internal enum ClaimMetric
{
    /// <summary>Robust accuracy, the lowest of the recipe's attacks.</summary>
    Robust,

    /// <summary>Accuracy on unattacked images.</summary>
    Natural,

    /// <summary>Mean time of a training epoch.</summary>
    EpochSeconds,

    /// <summary>Time of the whole training, the teacher's not counted.</summary>
    TotalSeconds,
}
