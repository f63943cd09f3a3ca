namespace Rrm.StudentTrainer.Training;

/// <summary>Where a run stands, for people.</summary>
public sealed record TrainingProgress(int Epoch, int Epochs, int Batch, int Batches, double Loss, double LearningRate, TimeSpan Remaining, EpochMetrics? FinishedEpoch)
{
    /// <summary>How it stands with the teacher; null where there is nothing to say.</summary>
    public string? Teacher { get; init; }
}
