using Rrm.TeacherServer.Batching;

namespace Rrm.TeacherServer.Tests.Batching;

public sealed class BatcherTests : IDisposable
{
    private readonly TestBatcher test = new();

    private FakeRunner Runner => test.Runner;

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task What_waits_while_a_batch_runs_becomes_the_next_batch()
    {
        var first = test.Submit(1, 2);
        await Bounded.UntilAsync(() => Runner.Running);
        var others = new[] { test.Submit(3), test.Submit(4, 5), test.Submit(6) };
        Runner.Permit(2);

        Assert.Equal((float[])[1, 2], await first.AnswerAsync());
        Assert.Equal((float[][])[[3], [4, 5], [6]], await Task.WhenAll(others.Select(other => other.AnswerAsync())));
        Assert.Equal([2, 4], Runner.Sizes);
    }

    [Fact]
    public async Task A_request_larger_than_a_batch_is_split_and_put_together()
    {
        float[] values = [.. Enumerable.Range(100, 19)];
        var large = test.Submit(values);
        Runner.Permit(3);
        Assert.Equal(values, await large.AnswerAsync());
        Assert.Equal([8, 8, 3], Runner.Sizes);
    }

    [Fact]
    public async Task The_tail_of_a_split_request_shares_its_batch_with_the_next_one()
    {
        await test.OccupyAsync();
        var large = test.Submit([.. Enumerable.Range(1, 10)]);
        var next = test.Submit(50, 51);
        Runner.Permit(3);
        Assert.Equal(10, (await large.AnswerAsync()).Length);
        Assert.Equal((float[])[50, 51], await next.AnswerAsync());
        Assert.Equal([1, 8, 4], Runner.Sizes);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_admits_again_when_it_has_room()
    {
        var running = await test.OccupyAsync();
        var waiting = test.Submit([.. Enumerable.Range(0, 20)]);
        Assert.Equal(20, test.Batcher.WaitingImages);
        Assert.Equal(Admission.QueueFull, test.Refused(new TestRequest([100])));
        Runner.Permit(1);
        await running.AnswerAsync();
        await Bounded.UntilAsync(() => test.Batcher.WaitingImages == 12);
        var admitted = test.Submit(7);
        Runner.Permit(10);
        Assert.Equal((float[])[7], await admitted.AnswerAsync());
        await waiting.AnswerAsync();
    }

    [Fact]
    public async Task A_cancelled_request_gives_its_place_back_at_once_and_is_never_computed()
    {
        await test.OccupyAsync();
        using var cancellation = new CancellationTokenSource();
        var cancelled = test.Submit(new TestRequest([.. Enumerable.Range(0, 20)]), cancellation.Token);
        await cancellation.CancelAsync();
        Assert.Equal(BatchOutcome.Cancelled, await cancelled.Done);
        Assert.Equal(0, test.Batcher.WaitingImages);
        var next = test.Submit(9);
        Runner.Permit(2);
        Assert.Equal((float[])[9], await next.AnswerAsync());
        Assert.Equal([1, 1], Runner.Sizes);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_while_it_runs_is_done_only_when_its_memory_is_free()
    {
        using var cancellation = new CancellationTokenSource();
        var running = test.Submit(new TestRequest([1, 2]), cancellation.Token);
        await Bounded.UntilAsync(() => Runner.Running);
        await cancellation.CancelAsync();
        Assert.False(running.Done.IsCompleted);
        Runner.Permit(1);
        Assert.Equal(BatchOutcome.Cancelled, await running.Done);
    }

    [Fact]
    public async Task A_batch_that_nobody_wants_any_more_is_not_run()
    {
        using var cancellation = new CancellationTokenSource();
        Runner.Gathering = _ => cancellation.Cancel();
        var request = test.Submit(new TestRequest([1, 2, 3]), cancellation.Token);
        Assert.Equal(BatchOutcome.Cancelled, await request.Done);
        Runner.Gathering = _ => { };
        var next = test.Submit(9);
        Runner.Permit(1);
        Assert.Equal((float[])[9], await next.AnswerAsync());
        Assert.Equal([1], Runner.Sizes);
    }

    [Fact]
    public void A_call_that_is_cancelled_already_is_not_admitted()
    {
        var request = new TestRequest([1]);
        Assert.Equal(Admission.Cancelled, test.Batcher.Submit(request.Pending, new CancellationToken(canceled: true)));
        Assert.Equal(0, test.Batcher.WaitingImages);
    }

    [Fact]
    public async Task Disposing_computes_what_was_admitted()
    {
        var requests = Enumerable.Range(0, 20).Select(value => test.Submit(value)).ToList();
        Runner.Permit(1000);
        test.Batcher.Dispose();
        Assert.Equal(Enumerable.Range(0, 20).Select(value => (float)value), (await Task.WhenAll(requests.Select(request => request.AnswerAsync()))).SelectMany(values => values));
        Assert.Equal(Admission.Closed, test.Refused(new TestRequest([1])));
    }

    [Fact]
    public async Task Several_runners_empty_one_queue()
    {
        using var pair = new TestBatcher(capacity: 2, runners: 2);
        var request = pair.Submit(1, 2, 3, 4);
        await Bounded.UntilAsync(() => pair.Runners.All(runner => runner.Running));
        foreach (var runner in pair.Runners)
            runner.Permit(1);
        Assert.Equal((float[])[1, 2, 3, 4], await request.AnswerAsync());
        Assert.All(pair.Runners, runner => Assert.Equal([2], runner.Sizes));
    }
}
