namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>Names and what holds for them.</summary>
internal sealed record Facts(IReadOnlyList<ReportFact> Items) : Block;
