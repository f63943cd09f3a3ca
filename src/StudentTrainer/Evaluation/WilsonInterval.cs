namespace Rrm.StudentTrainer.Evaluation;

/// <summary>Wilson's score interval for a proportion. Unlike the normal approximation it stays in [0,1] and does not collapse at 0 and 1.</summary>
public static class WilsonInterval
{
    private const double Quantile = 1.959963984540054; // 97.5 % of the normal distribution

    /// <summary>Lower and upper end of the 95 % interval, as fractions.</summary>
    /// <param name="successes">0 … <paramref name="samples"/>.</param>
    /// <param name="samples">At least 1.</param>
    public static double[] Of(int successes, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var share = (double)successes / samples;
        var z2 = Quantile * Quantile / samples;
        var centre = share + z2 / 2;
        var halfWidth = Math.Sqrt(z2 * (share * (1 - share) + z2 / 4));
        return [Math.Max(0, (centre - halfWidth) / (1 + z2)), Math.Min(1, (centre + halfWidth) / (1 + z2))];
    }
}
