namespace Rrm.StudentTrainer.Recipes;

/// <summary>A row and the jobs of its runs.</summary>
/// <param name="Row">The row.</param>
/// <param name="Seeds">One entry a seed.</param>
/// <param name="Further">Seeds beyond those asked for that were finished before: they are reported, too.</param>
internal sealed record PlannedRow(ResolvedRow Row, IReadOnlyList<PlannedSeed> Seeds, IReadOnlyList<PlannedSeed> Further);
