namespace Rrm.Bench;

/// <summary>A few measurements of one thing.</summary>
public sealed record Sample(string Name, double[] Values)
{
    public double Median { get; } = MedianOf(Values);

    public double Min => Values.Min();

    public double Max => Values.Max();

    private static double MedianOf(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
