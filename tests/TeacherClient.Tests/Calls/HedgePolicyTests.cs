using Rrm.Clients.Calls;

namespace Rrm.Clients.Tests.Calls;

public sealed class HedgePolicyTests
{
    [Fact]
    public void Nothing_is_a_straggler_while_nothing_is_known() => Assert.Null(new HedgePolicy(3, 0.1).Patience);

    [Fact]
    public void Zero_hedges_never()
    {
        var policy = new HedgePolicy(0, 0.1);
        policy.Answered(TimeSpan.FromSeconds(1));
        Assert.Null(policy.Patience);
    }

    [Fact]
    public void A_straggler_takes_a_multiple_of_the_median_of_late()
    {
        var policy = new HedgePolicy(3, 0.1);
        foreach (var milliseconds in (double[])[100, 110, 90, 5000, 105])
            policy.Answered(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(315, policy.Patience!.Value.TotalMilliseconds, 0.01);
        for (var count = 0; count < 100; count++)
            policy.Answered(TimeSpan.FromMilliseconds(400));
        Assert.Equal(1200, policy.Patience!.Value.TotalMilliseconds, 0.01);
    }

    [Fact]
    public void Very_short_times_are_no_measure()
    {
        var policy = new HedgePolicy(3, 0.1);
        policy.Answered(TimeSpan.FromMicroseconds(100));
        Assert.Equal(50, policy.Patience!.Value.TotalMilliseconds, 0.01);
    }

    [Theory]
    [InlineData(0.1, 100)]
    [InlineData(0, 0)]
    public void Second_attempts_are_a_share_of_the_requests_beyond_a_first_few(double share, int more)
    {
        var policy = new HedgePolicy(3, share);
        var taken = 0;
        for (var request = 0; request < 1000; request++)
        {
            policy.Asked();
            taken += policy.TryTake() ? 1 : 0;
        }
        Assert.InRange(taken, HedgePolicy.Burst + more - 1, HedgePolicy.Burst + more);
    }

    [Fact]
    public void A_quiet_time_saves_up_a_first_few_and_no_more()
    {
        var policy = new HedgePolicy(3, 0.1);
        for (var request = 0; request < 10_000; request++)
            policy.Asked();
        Assert.Equal(HedgePolicy.Burst, Enumerable.Range(0, 100).Count(_ => policy.TryTake()));
        policy.GiveBack();
        Assert.True(policy.TryTake());
    }
}
