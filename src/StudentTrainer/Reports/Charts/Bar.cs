namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>A bar's length, its interval where one is known, and what was reported elsewhere for it.</summary>
/// <param name="Value">A fraction where the chart shows percentages; not finite where nothing was measured.</param>
/// <param name="Interval">Drawn as an error bar.</param>
/// <param name="Reported">Drawn as a hollow mark.</param>
public sealed record Bar(double Value, (double Low, double High)? Interval = null, double? Reported = null);
