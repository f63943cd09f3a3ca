namespace Rrm.Bench;

/// <summary>A few measurements of one thing.</summary>
internal sealed record Sample(string Name, double[] Values)
{
    public double Median { get; } = MedianOf(Values);

    public double Min => Values.Min();

    public double Max => Values.Max();

    /// <summary>This over another, measured in the same rounds: each round gives one ratio, and their spread tells how far to trust the median.</summary>
    public Sample Over(Sample baseline) => new($"{Name} / {baseline.Name}", [.. Values.Zip(baseline.Values, (mine, theirs) => mine / theirs)]);

    private static double MedianOf(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
