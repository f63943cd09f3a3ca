using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Protocol;

/// <summary>Refusals of a server that has more to do than it can, over the wire.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private readonly SemaphoreSlim permits = new(0);
    private RunningServer server = null!;
    private SlowTeacher slow = null!;
    private volatile bool running;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(options => options with { MaxBatch = 8, MaxRequestImages = 16, MaxQueuedImages = 16 });
        slow = new SlowTeacher(server, _ =>
        {
            running = true;
            Assert.True(permits.Wait(Bounded.Limit));
            running = false;
        });
    }

    public async ValueTask DisposeAsync()
    {
        permits.Release(1000);
        await server.DisposeAsync();
        slow.Dispose();
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_again()
    {
        var (computing, waiting) = await FillAsync();
        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(Requests.Bytes(1, 3)).ResponseAsync.InTime());
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.Equal("16 images wait for teacher 'dnn' already, and 1 more do not fit. Retry later.", refusal.Status.Detail);
        Assert.True(int.Parse(refusal.Trailers.GetValue("grpc-retry-pushback-ms")!, CultureInfo.InvariantCulture) >= 10);
        permits.Release(10);
        await computing;
        await waiting;
    }

    [Fact]
    public async Task A_client_over_its_quota_is_refused_and_told_whether_to_come_again()
    {
        var representer = server.Services.GetRequiredService<Representer>();
        CallContext Call(string name) => new(new Caller(name, MaxImagesInFlight: 10), WorkClass.Train, DateTime.MaxValue, default);
        var first = representer.RepresentAsync(Requests.Bytes(6, 1), Call("one"));
        await Bounded.UntilAsync(() => running);

        var refusal = (await representer.RepresentAsync(Requests.Bytes(5, 2), Call("one")).InTime()).Refusal!;
        Assert.Equal((StatusCode.ResourceExhausted, RefusalReason.Quota), (refusal.Code, refusal.Reason));
        Assert.True(refusal.RetryAfter >= TimeSpan.Zero);
        var never = (await representer.RepresentAsync(Requests.Bytes(11, 2), Call("one")).InTime()).Refusal!;
        Assert.Equal("-1", never.ToException().Trailers.GetValue("grpc-retry-pushback-ms"));

        var (fits, others) = (representer.RepresentAsync(Requests.Bytes(4, 2), Call("one")), representer.RepresentAsync(Requests.Bytes(10, 3), Call("other")));
        permits.Release(10);
        foreach (var answer in await Task.WhenAll(first, fits, others).InTime())
            Assert.Null(answer.Refusal);
        // What is answered counts no more.
        Assert.Null((await representer.RepresentAsync(Requests.Bytes(10, 4), Call("one")).InTime()).Refusal);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_or_late_while_it_waits_costs_no_computation()
    {
        var (computing, waiting) = await FillAsync(images: 8);
        using var cancellation = new CancellationTokenSource();
        var cancelled = server.Client.RepresentAsync(Requests.Bytes(4, 3), cancellationToken: cancellation.Token).ResponseAsync;
        var late = server.Client.RepresentAsync(Requests.Bytes(4, 4), deadline: DateTime.UtcNow.AddMilliseconds(300)).ResponseAsync;
        await Bounded.UntilAsync(() => Waiting >= 12);
        await cancellation.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => cancelled.InTime())).StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => late.InTime())).StatusCode);
        await Bounded.UntilAsync(() => Waiting == 8);
        permits.Release(10);
        await computing;
        await waiting;
    }

    private int Waiting => server.Repository.Find("dnn")!.Batcher.WaitingImages;

    // One request whose batch is held up, and one that waits.
    private async Task<(Task<RepresentResponse> Computing, Task<RepresentResponse> Waiting)> FillAsync(int images = 16)
    {
        var computing = server.Client.RepresentAsync(Requests.Bytes(8, 1)).ResponseAsync.InTime();
        await Bounded.UntilAsync(() => running);
        var waiting = server.Client.RepresentAsync(Requests.Bytes(images, 2)).ResponseAsync.InTime();
        await Bounded.UntilAsync(() => Waiting == images);
        return (computing, waiting);
    }
}
