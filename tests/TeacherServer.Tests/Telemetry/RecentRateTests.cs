using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Telemetry;

public sealed class RecentRateTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void A_rate_is_over_the_last_minute_or_since_the_start()
    {
        var rate = new RecentRate(clock);
        Assert.Equal(0, rate.PerSecond);
        rate.Add(100);
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(50, rate.PerSecond);
        clock.Pass(TimeSpan.FromSeconds(58));
        rate.Add(20);
        Assert.Equal(2, rate.PerSecond);
        clock.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(20.0 / 60, rate.PerSecond);
        clock.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(0, rate.PerSecond);
    }

    [Fact]
    public void A_history_has_each_finished_interval_the_oldest_first()
    {
        var rate = new RecentRate(clock);
        foreach (var amount in new[] { 3, 0, 6, 9 })
        {
            rate.Add(amount);
            clock.Pass(TimeSpan.FromSeconds(3));
        }
        rate.Add(1000); // The current interval is not finished.
        Assert.Equal([.. Enumerable.Repeat(0.0, 16), 1, 0, 2, 3], rate.History);
    }
}
