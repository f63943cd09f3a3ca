using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Batching;

public sealed class BatcherTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeRunner runner = new(capacity: 8);
    private readonly ErrorLog log = new();
    private readonly Batcher batcher;

    public BatcherTests()
    {
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        batcher = new Batcher("fake", runner, maxQueuedImages: 20, new ServerMetrics(services.GetRequiredService<IMeterFactory>()), loggers.CreateLogger<Batcher>());
    }

    public void Dispose()
    {
        runner.Permit(1000);
        batcher.Dispose();
        services.Dispose();
        log.AssertNothingUnannounced();
    }

    [Fact]
    public async Task What_waits_while_a_batch_runs_becomes_the_next_batch()
    {
        var first = Submit(1, 2);
        await RunnerIsBusy();
        var others = new[] { Submit(3), Submit(4, 5), Submit(6) };
        runner.Permit(2);

        Assert.Equal((float[])[1, 2], await first.InTime());
        Assert.Equal((float[][])[[3], [4, 5], [6]], await Task.WhenAll(others).InTime());
        Assert.Equal([2, 4], runner.Batches);
    }

    [Fact]
    public async Task A_request_larger_than_a_batch_is_split_and_put_together()
    {
        var values = Enumerable.Range(100, 19).Select(value => (float)value).ToArray();
        var large = Submit(values);
        runner.Permit(3);
        Assert.Equal(values, await large.InTime());
        Assert.Equal([8, 8, 3], runner.Batches);
    }

    [Fact]
    public async Task The_tail_of_a_split_request_shares_its_batch_with_the_next_one()
    {
        var first = Submit(0);
        await RunnerIsBusy();
        var large = Submit([.. Enumerable.Range(1, 10).Select(value => (float)value)]);
        var next = Submit(50, 51);
        runner.Permit(3);
        Assert.Equal(10, (await large.InTime()).Length);
        Assert.Equal((float[])[50, 51], await next.InTime());
        Assert.Equal([1, 8, 4], runner.Batches);
        await first.InTime();
    }

    [Fact]
    public async Task A_poisoned_request_fails_alone()
    {
        log.Announced = error => error.Contains("poisoned");
        var first = Submit(0);
        await RunnerIsBusy();
        var good = Submit(1, 2);
        var bad = Request(3, FakeRunner.Poison);
        var badOutcome = batcher.ComputeAsync(bad.Pending, default);
        var alsoGood = Submit(4);
        runner.Permit(5);

        Assert.Equal((float[])[1, 2], await good.InTime());
        Assert.Equal((float[])[4], await alsoGood.InTime());
        Assert.Equal(BatchOutcome.Failed, await badOutcome.InTime());
        Assert.Equal([1, 5, 2, 2, 1], runner.Batches);
        await first.InTime();
    }

    [Fact]
    public async Task A_full_queue_refuses_and_admits_again_when_it_has_room()
    {
        var running = Submit(0);
        await RunnerIsBusy();
        var waiting = Submit(new float[20]);
        Assert.Equal(20, batcher.WaitingImages);
        Assert.Equal(BatchOutcome.QueueFull, await batcher.ComputeAsync(Request(1).Pending, default).InTime());
        runner.Permit(1);
        await running.InTime();
        await Bounded.UntilAsync(() => batcher.WaitingImages == 12);
        var admitted = Submit(7);
        runner.Permit(10);
        Assert.Equal((float[])[7], await admitted.InTime());
        await waiting.InTime();
    }

    [Fact]
    public async Task A_cancelled_request_gives_its_place_back_at_once_and_is_never_computed()
    {
        var running = Submit(0);
        await RunnerIsBusy();
        using var cancellation = new CancellationTokenSource();
        var cancelled = batcher.ComputeAsync(Request(new float[20]).Pending, cancellation.Token);
        await cancellation.CancelAsync();
        Assert.Equal(BatchOutcome.Cancelled, await cancelled.InTime());
        Assert.Equal(0, batcher.WaitingImages);
        var next = Submit(9);
        runner.Permit(2);
        Assert.Equal((float[])[9], await next.InTime());
        Assert.Equal([1, 1], runner.Batches);
        await running.InTime();
    }

    [Fact]
    public async Task Disposing_computes_what_was_admitted()
    {
        var requests = Enumerable.Range(0, 20).Select(value => Submit(value)).ToList();
        runner.Permit(1000);
        batcher.Dispose();
        Assert.Equal(Enumerable.Range(0, 20).Select(value => (float)value), (await Task.WhenAll(requests).InTime()).SelectMany(values => values));
        Assert.Equal(BatchOutcome.Closed, await batcher.ComputeAsync(Request(1).Pending, default).InTime());
    }

    private async Task<float[]> Submit(params float[] values)
    {
        var (pending, rows) = Request(values);
        Assert.Equal(BatchOutcome.Computed, await batcher.ComputeAsync(pending, default));
        return MemoryMarshal.Cast<byte, float>(rows.Bytes).ToArray();
    }

    private static (PendingRequest Pending, OutputRows Rows) Request(params float[] values)
    {
        var rows = new OutputRows(values.Length, 1, FloatFormat.Float32);
        return (new PendingRequest(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), PixelFormat.Float32, values.Length, rows, null), rows);
    }

    private Task RunnerIsBusy() => Bounded.UntilAsync(() => runner.Running);
}
