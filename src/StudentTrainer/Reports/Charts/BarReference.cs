namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>A line across all bars against which they are held.</summary>
public sealed record BarReference(string Name, double Value);
