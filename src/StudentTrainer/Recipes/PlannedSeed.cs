namespace Rrm.StudentTrainer.Recipes;

/// <summary>One run of a row.</summary>
/// <param name="Training">The run.</param>
/// <param name="Evaluation">What is measured of it; null where only times count.</param>
internal sealed record PlannedSeed(TrainingJob Training, AttackJob? Evaluation)
{
    public bool IsDone => Training.IsDone && Evaluation is null or { IsDone: true };
}
