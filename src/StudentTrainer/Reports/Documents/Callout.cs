namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>What must not be overlooked.</summary>
internal sealed record Callout(string Headline, IReadOnlyList<string> Remarks, string? Note = null) : Block;
