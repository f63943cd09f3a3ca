using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Telemetry;

public sealed class RecentDistributionTests
{
    private readonly ManualClock clock = new();
    private readonly RecentDistribution distribution;

    public RecentDistributionTests() => distribution = new(clock);

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 1_000)]
    [InlineData(3, 5_000_000)]
    [InlineData(4, 100_000_000_000)]
    public void Quantiles_are_within_a_thirty_second_of_the_exact_ones(int seed, long scale)
    {
        var random = new Random(seed);
        // A long tail, as latencies have one.
        var values = Enumerable.Range(0, 5_000).Select(_ => (long)(scale * Math.Pow(random.NextDouble(), 4))).ToList();
        values.ForEach(distribution.Record);
        values.Sort();
        var quantiles = distribution.Read();
        Assert.Equal(values.Count, quantiles.Count);
        foreach (var share in new[] { 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1 })
        {
            var exact = values[(int)Math.Ceiling(share * values.Count) - 1];
            Assert.InRange(quantiles.At(share)!.Value, exact - exact / 32.0, exact + exact / 32.0);
        }
    }

    [Fact]
    public void Small_values_are_exact_and_what_is_out_of_range_counts_at_its_end()
    {
        for (var value = 0; value < 32; value++)
        {
            var one = new RecentDistribution(clock);
            one.Record(value);
            Assert.Equal((double)value, one.Read().At(0.5)!.Value);
        }
        distribution.Record(-5);
        Assert.Equal(0.0, distribution.Read().At(1)!.Value);
        distribution.Record(long.MaxValue);
        Assert.InRange(distribution.Read().At(1)!.Value, 1L << 36, 1L << 37);
    }

    [Fact]
    public void Nothing_recorded_has_no_quantiles()
    {
        Assert.Equal(0, distribution.Read().Count);
        Assert.Null(distribution.Read().At(0.5));
    }

    [Fact]
    public void A_minute_later_a_value_is_forgotten_and_not_before()
    {
        distribution.Record(7);
        clock.Pass(TimeSpan.FromSeconds(59));
        distribution.Record(9);
        AssertHolds(2, median: 7);
        clock.Pass(TimeSpan.FromSeconds(5));
        AssertHolds(1, median: 9);
        clock.Pass(TimeSpan.FromDays(3));
        Assert.Equal(0, distribution.Read().Count);
        distribution.Record(11);
        AssertHolds(1, median: 11);
    }

    [Fact]
    public void Threads_that_record_at_once_lose_nothing()
    {
        var threads = Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            for (var index = 0; index < 20_000; index++)
                distribution.Record(thread);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => Assert.True(thread.Join(Bounded.Limit)));
        Assert.Equal(80_000, distribution.Read().Count);
        Assert.Equal([0.0, 1, 2, 3], new[] { 0.25, 0.5, 0.75, 1 }.Select(share => distribution.Read().At(share)!.Value));
    }

    private void AssertHolds(long count, double median)
    {
        var quantiles = distribution.Read();
        Assert.Equal(count, quantiles.Count);
        Assert.Equal(median, quantiles.At(0.5)!.Value);
    }
}
