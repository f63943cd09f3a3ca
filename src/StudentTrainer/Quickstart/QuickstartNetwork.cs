using Rrm.Checkpoints;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Quickstart;

/// <summary>One of the three networks after training and attack.</summary>
internal sealed record QuickstartNetwork(string Role, Checkpoint Checkpoint, RunResult Run, IReadOnlyList<EpochMetrics> Curve, EvaluationOutcome Outcome)
{
    public RobustAccuracy Robust => Outcome.Robust[^1];
}
