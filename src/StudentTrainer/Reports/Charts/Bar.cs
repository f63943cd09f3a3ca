namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>A bar's height, as a fraction, and its 95 % interval where one is known.</summary>
public sealed record Bar(double Value, (double Low, double High)? Interval = null);
