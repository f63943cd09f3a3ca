namespace Rrm.StudentTrainer.Reports;

/// <summary>A line of a report's settings or of its machine: a name and what holds for it.</summary>
public sealed record ReportFact(string Name, string Value);
