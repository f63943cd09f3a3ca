namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>Lines for machines, as commands, which a reader may want to copy.</summary>
/// <param name="Title">What they are.</param>
/// <param name="Lines">Shown as they are.</param>
/// <param name="Folded">Whether only the title is shown until a reader asks.</param>
internal sealed record Listing(string Title, IReadOnlyList<string> Lines, bool Folded = true) : Block;
