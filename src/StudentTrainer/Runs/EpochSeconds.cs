namespace Rrm.StudentTrainer.Runs;

/// <summary>Training time of an epoch: mean and 95 % interval by Student's t over the epochs.</summary>
/// <param name="Mean">Seconds.</param>
/// <param name="Ci95">Half width of the interval in seconds; null for fewer than two epochs.</param>
/// <param name="N">Epochs.</param>
public sealed record EpochSeconds(double Mean, double? Ci95, int N)
{
    // Two-sided 97.5 % quantiles of Student's t for 1 … 30 degrees of freedom; beyond, the normal's serves.
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>The same for a part of an epoch; the interval is a part too.</summary>
    public EpochSeconds DividedBy(int parts) => new(Mean / parts, Ci95 / parts, N);

    public static EpochSeconds Of(IReadOnlyCollection<double> seconds)
    {
        var n = seconds.Count;
        var mean = n == 0 ? 0 : seconds.Average();
        if (n < 2)
            return new(mean, null, n);
        var deviation = Math.Sqrt(seconds.Sum(value => (value - mean) * (value - mean)) / (n - 1));
        var quantile = n - 2 < Quantiles.Length ? Quantiles[n - 2] : 1.96;
        return new(mean, quantile * deviation / Math.Sqrt(n), n);
    }
}
