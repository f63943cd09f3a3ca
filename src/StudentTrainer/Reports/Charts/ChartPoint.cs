namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>One point of a series; a value that is not finite leaves a gap.</summary>
public readonly record struct ChartPoint(double X, double Y);
