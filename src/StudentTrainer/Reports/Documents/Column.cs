namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>A column's heading; numbers stand at the right.</summary>
internal sealed record Column(string Name, bool IsNumber = false);
