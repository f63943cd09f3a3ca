namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>A report before it is a page: <see cref="HtmlPage"/> and <see cref="MarkdownPage"/> write the same one.</summary>
/// <param name="Opening">Before the table of contents.</param>
internal sealed record ReportDocument(string Title, IReadOnlyList<Block> Opening, IReadOnlyList<ReportSection> Sections, DateTimeOffset Written);
