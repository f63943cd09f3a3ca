namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>One point of a series; a value that is not finite leaves a gap. The interval, where one is known, is drawn as an error bar.</summary>
public readonly record struct ChartPoint(double X, double Y, (double Low, double High)? Interval = null);
