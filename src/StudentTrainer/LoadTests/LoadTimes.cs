namespace Rrm.StudentTrainer.LoadTests;

/// <summary>Quantiles of times in milliseconds.</summary>
internal sealed record LoadTimes(double Mean, double P50, double P90, double P99, double P999, double Max)
{
    public static LoadTimes Of(LatencyHistogram times) => new(
        times.Mean.TotalMilliseconds, times.Quantile(0.5).TotalMilliseconds, times.Quantile(0.9).TotalMilliseconds, times.Quantile(0.99).TotalMilliseconds,
        times.Quantile(0.999).TotalMilliseconds, times.Max.TotalMilliseconds);

    public override string ToString() => $"p50 {P50:0.00}  p90 {P90:0.00}  p99 {P99:0.00}  p99.9 {P999:0.00}  max {Max:0.00} ms";
}
