namespace Rrm.StudentTrainer.Evaluation;

/// <summary>What became of a job's checkpoints: the content of summary.json.</summary>
public sealed record JobSummary
{
    public required JobOptions Job { get; init; }

    /// <summary>In the order in which they were asked for.</summary>
    public required IReadOnlyList<EvaluationReport> Evaluations { get; init; }

    public required IReadOnlyList<JobFailure> Failures { get; init; }
}
