using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Numerics;

namespace Rrm.StudentTrainer.Runs;

/// <summary>What a finished run says of itself: result.json. Accuracies are fractions, times seconds.</summary>
public sealed record RunResult
{
    public required string Method { get; init; }
    public required string Architecture { get; init; }
    public required string Dataset { get; init; }
    public required long Seed { get; init; }
    public required int Epochs { get; init; }
    public required int BatchSize { get; init; }
    public RunTeacher? Teacher { get; init; }

    /// <summary>Over the whole test split, float32.</summary>
    public required double NaturalAccuracy { get; init; }

    /// <summary>What 'rrm evaluate RUN' measured, if it did.</summary>
    public IReadOnlyList<RobustAccuracy> Robust { get; init; } = [];

    public required EpochSeconds EpochSeconds { get; init; }

    /// <summary>Training time over all epochs; evaluation and checkpoints not counted.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>Updates made from one batch, each a pass over the data within an epoch.</summary>
    public int UpdatesPerBatch { get; init; } = 1;

    /// <summary>What one pass of updates over the data takes: an epoch by its updates per batch. The paper counts Free AT in these.</summary>
    public EpochSeconds PassSeconds => EpochSeconds.DividedBy(UpdatesPerBatch);

    /// <summary>Monitoring after the epochs, and the guard's looks; beside, not in, the total.</summary>
    public double EvaluationSeconds { get; init; }

    /// <summary>Epochs that were trained in vain and taken back, because training had collapsed.</summary>
    public int Rollbacks { get; init; }

    /// <summary>What those took; beside, not in, the total.</summary>
    public double DiscardedSeconds { get; init; }

    /// <summary>Updates skipped because a gradient was not finite; fp16 only.</summary>
    public int SkippedUpdates { get; init; }

    /// <summary>Part of the total during which the loop stood still for the teacher.</summary>
    public required double TeacherWaitSeconds { get; init; }

    public required double ImagesPerSecond { get; init; }
    public required Precision Precision { get; init; }
    public required Machine Machine { get; init; }
    public required IReadOnlyDictionary<string, string> Versions { get; init; }
}
