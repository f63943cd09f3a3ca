namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>A part of a report that the table of contents names.</summary>
/// <param name="Id">Anchor, unique in the report.</param>
internal sealed record ReportSection(string Id, string Title, IReadOnlyList<Block> Blocks);
