namespace Rrm.StudentTrainer.Training;

/// <summary>One line of metrics.jsonl. Everything but the seconds is a function of the options.</summary>
/// <param name="Epoch">Epochs done, from 1.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="TrainAccuracy">Share of training images classified rightly as they were trained on (attacked, where the method attacks).</param>
/// <param name="TestAccuracy">Share of the monitored test images classified rightly after the epoch.</param>
/// <param name="LearningRate">Of the last update.</param>
/// <param name="Seconds">Training time; evaluation and checkpoint not counted.</param>
/// <param name="TeacherWaitSeconds">Of these, spent waiting for the teacher.</param>
/// <param name="ImagesPerSecond">Training images by seconds; a replayed image counts each time.</param>
public sealed record EpochMetrics(
    int Epoch, double Loss, double TrainAccuracy, double TestAccuracy, double LearningRate, double Seconds, double TeacherWaitSeconds, double ImagesPerSecond)
{
    /// <summary>Monitoring after the epoch, and the guard's look where there is one; beside, not in, the seconds.</summary>
    public double EvaluationSeconds { get; init; }

    /// <summary>Updates skipped because a gradient was not finite; fp16 only.</summary>
    public int SkippedUpdates { get; init; }

    /// <summary>Times this epoch was trained in vain and taken back.</summary>
    public int Rollbacks { get; init; }

    /// <summary>What those took, training and looking; in no other figure.</summary>
    public double DiscardedSeconds { get; init; }
}
