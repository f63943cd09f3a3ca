namespace Rrm.StudentTrainer.Evaluation;

/// <summary>A checkpoint that could not be evaluated.</summary>
/// <param name="Checkpoint">As it was asked for.</param>
/// <param name="Problem">What was found, what was expected, what to do.</param>
public sealed record JobFailure(string Checkpoint, string Problem);
