namespace Rrm.StudentTrainer.Recipes;

/// <summary>One run of a row.</summary>
/// <param name="Training">The run.</param>
/// <param name="Evaluations">What is measured of it.</param>
internal sealed record PlannedSeed(TrainingJob Training, IReadOnlyList<AttackJob> Evaluations);
