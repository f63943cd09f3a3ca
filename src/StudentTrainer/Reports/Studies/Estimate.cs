namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>An accuracy and how sure it is: over seeds their standard deviation, for one seed the 95 % interval for the images, where that is known.</summary>
/// <param name="Value">Mean over seeds, a fraction.</param>
/// <param name="Seeds">At least one.</param>
/// <param name="Interval">Mean ± standard deviation (n − 1), or the images' interval.</param>
internal sealed record Estimate(double Value, int Seeds, (double Low, double High)? Interval)
{
    public const string Legend = "Over several seeds: mean ± standard deviation. With one seed, in brackets: the 95 % interval for the sample of test images.";

    /// <param name="ofImages">The interval of the only seed.</param>
    public static Estimate Of(IReadOnlyList<double> values, (double, double)? ofImages)
    {
        var mean = values.Average();
        if (values.Count == 1)
            return new(mean, 1, ofImages is var (low, high) && double.IsFinite(high - low) ? (low, high) : null);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new(mean, values.Count, double.IsFinite(deviation) ? (mean - deviation, mean + deviation) : null);
    }

    public string? Detail => Interval is not { } interval ? null
        : Seeds == 1 ? $"({Words.Interval(interval)})" : $"± {Words.Fixed(100 * (interval.High - Value), 1)}";
}
