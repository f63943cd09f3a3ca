using System.Diagnostics;
using Rrm.Clients.Calls;
using Rrm.StudentTrainer.Tests;
using Rrm.StudentTrainer.Tests.Teachers;
using static Rrm.Clients.Tests.Fakes;

namespace Rrm.Clients.Tests;

public sealed class HedgingTests
{
    private static readonly TeacherClientOptions hedged = Quick with { HedgeMultiple = 4, Depth = 8 };

    [Fact]
    public async Task A_frozen_endpoint_costs_a_little_patience_and_is_then_left_alone()
    {
        await using var good = await FakeTeacher.StartAsync();
        await using var frozen = await FakeTeacher.StartAsync();
        using var client = Connect([good, frozen], hedged with { FirstBreak = TimeSpan.FromMinutes(1), LongestBreak = TimeSpan.FromMinutes(1) });
        for (var count = 0; count < 10; count++)
            await client.AskAsync();
        frozen.Answer = NeverAsync;
        var (before, clock) = (frozen.Asked.Count, Stopwatch.StartNew());
        for (var count = 0; count < 30; count++)
            await client.AskAsync();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10); // An attempt may take 20 s: nobody waited for one to end.
        Assert.InRange(frozen.Asked.Count - before, 3, 6); // Three races lost in a row open the breaker; a good answer that takes long sends a second attempt there.
        Assert.Equal(3, client.Statistics.HedgesWon);
        Assert.Equal(1, client.Statistics.Up);
        Assert.Equal(0, client.Statistics.InFlight);
        await Bounded.UntilAsync(() => frozen.InFlight == 0); // Losers are cancelled.
    }

    [Fact]
    public async Task Hedges_cannot_double_the_load_of_services_that_are_slow_because_they_are_busy()
    {
        await using var first = await FakeTeacher.StartAsync();
        await using var second = await FakeTeacher.StartAsync();
        using var client = Connect([first, second], hedged);
        for (var count = 0; count < 10; count++)
            await client.AskAsync();
        first.Answer = second.Answer = call => AfterAsync(call, 150);
        const int Requests = 64;
        for (var round = 0; round < Requests / 8; round++)
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.AskAsync())).InTime();
        var most = HedgePolicy.Burst + 0.1 * (Requests + 10);
        Assert.InRange(client.Statistics.Hedges, 1, most);
        Assert.InRange(first.Asked.Count + second.Asked.Count, Requests + 10 + 1, Requests + 10 + most);
    }

    [Fact]
    public async Task Alone_nobody_is_hedged()
    {
        await using var only = await FakeTeacher.StartAsync();
        using var client = Connect([only], hedged);
        await client.AskAsync();
        only.Answer = call => AfterAsync(call, 300);
        await client.AskAsync();
        Assert.Equal((2, 0L), (only.Asked.Count, client.Statistics.Hedges));
    }
}
