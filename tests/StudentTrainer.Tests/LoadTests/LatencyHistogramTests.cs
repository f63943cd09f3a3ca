using Rrm.StudentTrainer.LoadTests;

namespace Rrm.StudentTrainer.Tests.LoadTests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_right_to_one_part_in_128_over_nine_decades()
    {
        var random = new Random(1);
        var times = Enumerable.Range(0, 20_000).Select(_ => TimeSpan.FromMicroseconds(Math.Pow(10, 9 * random.NextDouble()))).ToList();
        var histogram = new LatencyHistogram();
        times.ForEach(histogram.Add);
        times.Sort();
        foreach (var share in (double[])[0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1])
        {
            var exact = times[(int)Math.Ceiling(share * times.Count) - 1].TotalMicroseconds;
            Assert.InRange(histogram.Quantile(share).TotalMicroseconds, Math.Floor(exact), exact * (1 + 1 / 128.0) + 1);
        }
        Assert.Equal(((long)times.Count, times[^1]), (histogram.Count, histogram.Max));
    }

    [Fact]
    public void Nothing_has_quantiles_of_nothing()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (histogram.Quantile(0.99), histogram.Max, histogram.Mean));
        Assert.Empty(histogram.Octave());
    }

    [Fact]
    public void Rows_are_powers_of_two_without_gaps()
    {
        var histogram = new LatencyHistogram();
        foreach (var micros in (double[])[3, 5, 7, 8, 130, 255, 256])
            histogram.Add(TimeSpan.FromMicroseconds(micros));
        Assert.Equal(
            [(2, 4, 1L), (4, 8, 2L), (8, 16, 1L), (16, 32, 0L), (32, 64, 0L), (64, 128, 0L), (128, 256, 2L), (256, 512, 1L)],
            histogram.Octave().Select(row => ((int)row.From.TotalMicroseconds, (int)row.To.TotalMicroseconds, row.Count)));
    }
}
