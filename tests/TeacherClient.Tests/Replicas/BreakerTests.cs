using Rrm.Clients.Replicas;

namespace Rrm.Clients.Tests.Replicas;

public sealed class BreakerTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void It_opens_at_so_many_failures_in_a_row_and_not_before()
    {
        var breaker = Create();
        Fail(breaker, 2);
        breaker.Succeeded();
        Fail(breaker, 2);
        Assert.True(breaker.Admits);
        Assert.False(breaker.IsOpen);
        Assert.True(breaker.Failed());
        Assert.True(breaker.IsOpen);
        Assert.False(breaker.Admits);
    }

    [Fact]
    public void After_its_time_one_call_tries_and_an_answer_closes_it()
    {
        var breaker = Create();
        Fail(breaker, 3);
        time.Advance(0.9);
        Assert.False(breaker.Admits);
        time.Advance(0.2);
        Assert.True(breaker.Admits);
        breaker.Begin();
        Assert.False(breaker.Admits);
        breaker.Succeeded();
        Assert.True(breaker.Admits);
        Assert.False(breaker.IsOpen);
    }

    [Fact]
    public void A_try_that_fails_doubles_the_time_up_to_the_longest()
    {
        var breaker = Create();
        Fail(breaker, 3);
        foreach (var seconds in (double[])[1, 2, 4, 5, 5])
        {
            time.Advance(seconds - 0.01);
            Assert.False(breaker.Admits);
            time.Advance(0.02);
            Assert.True(breaker.Admits);
            breaker.Begin();
            Assert.True(breaker.Failed());
        }
        time.Advance(5.1);
        breaker.Begin();
        breaker.Succeeded();
        Fail(breaker, 3);
        time.Advance(1.1); // As at first: the answer counted.
        Assert.True(breaker.Admits);
    }

    [Fact]
    public void A_try_that_is_taken_back_leaves_the_place_to_the_next()
    {
        var breaker = Create();
        Fail(breaker, 3);
        time.Advance(1.1);
        breaker.Begin();
        breaker.Abandoned();
        Assert.True(breaker.Admits);
    }

    [Fact]
    public void Calls_from_before_it_opened_that_fail_late_do_not_prolong_it()
    {
        var breaker = Create();
        Fail(breaker, 3);
        time.Advance(0.5);
        Assert.False(breaker.Failed());
        time.Advance(0.6);
        Assert.True(breaker.Admits);
    }

    [Fact]
    public void It_can_be_tripped()
    {
        var breaker = Create();
        breaker.Trip();
        Assert.False(breaker.Admits);
        time.Advance(1.1);
        Assert.True(breaker.Admits);
    }

    private Breaker Create() => new(threshold: 3, first: TimeSpan.FromSeconds(1), longest: TimeSpan.FromSeconds(5), time);

    private static void Fail(Breaker breaker, int times)
    {
        for (var count = 0; count < times; count++)
        {
            breaker.Begin();
            breaker.Failed();
        }
    }
}
