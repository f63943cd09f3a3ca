using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>A row with all that it refers to put together: a run, and what to measure of it.</summary>
/// <param name="File">Name of the row's file.</param>
/// <param name="Name">Name of the row: the file's, with the value for a point of a grid.</param>
/// <param name="Row">What the file says.</param>
/// <param name="X">The grid's value.</param>
/// <param name="Paper">The paper's figures.</param>
/// <param name="Run">Its run, for the first seed.</param>
/// <param name="Attacked">What its attacks may do; null where nothing is attacked.</param>
internal sealed record ResolvedRow(string File, string Name, RowFile Row, double? X, PaperFigures? Paper, RunSpec Run, ThreatModel? Attacked);
