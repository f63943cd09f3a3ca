namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>A heading inside a section.</summary>
internal sealed record Heading(string Text) : Block;
