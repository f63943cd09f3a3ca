namespace Rrm.StudentTrainer.RobustData;

/// <summary>Where the making of a robust data set stands, for people.</summary>
/// <param name="Images">Finished images.</param>
/// <param name="Count">Images in all.</param>
/// <param name="Step">Moves made in the present batch.</param>
/// <param name="Steps">Moves of a batch.</param>
/// <param name="Remaining">Time left at the present pace.</param>
internal sealed record RobustifyProgress(int Images, int Count, int Step, int Steps, TimeSpan Remaining);
