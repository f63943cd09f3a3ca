namespace Rrm.StudentTrainer.Recipes;

/// <summary>A row and the jobs of its runs.</summary>
/// <param name="Row">The row.</param>
/// <param name="Seeds">One entry a seed.</param>
internal sealed record PlannedRow(ResolvedRow Row, IReadOnlyList<PlannedSeed> Seeds);
