using Grpc.Core;
using Grpc.Health.V1;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Tests.Protocol;

public sealed class DrainTests
{
    [Fact]
    public async Task A_drain_answers_everything_that_was_admitted_and_ends_idle_streams()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 8, Threads = 1 });
        var teacher = server.Repository.Find("dnn")!;
        using var idle = server.Client.RepresentStream();
        await idle.RequestStream.WriteAsync(new() { RequestId = 1, Request = Requests.Bytes(1) }).InTime();
        Assert.True(await idle.ResponseStream.MoveNext(default).InTime());
        var idleEnds = Assert.ThrowsAsync<RpcException>(() => idle.ResponseStream.MoveNext(default).InTime());
        using var watch = server.Health.Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext(default).InTime());
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
        var nextHealth = watch.ResponseStream.MoveNext(default).InTime();

        var requests = Enumerable.Range(0, 20).Select(index => Requests.Bytes(40, (uint)index)).ToList();
        var answers = requests.Select(request => server.Client.RepresentAsync(request).ResponseAsync.InTime()).ToList();
        await Bounded.UntilAsync(() => teacher.Batcher.WaitingImages > 500);
        var drain = server.DrainAsync();

        foreach (var (request, answer) in requests.Zip(await Settled(answers)))
        {
            // All were sent before the drain, but the last ones may not have been admitted yet: those are refused, never lost.
            if (answer.Refusal is { } refusal)
                Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
            else
                teacher.AssertAnswers(request, answer.Reply!);
        }
        Assert.Equal(StatusCode.Unavailable, (await idleEnds).StatusCode);
        Assert.True(await nextHealth);
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.False(await watch.ResponseStream.MoveNext(default).InTime());
        await drain;
    }

    [Fact]
    public async Task A_draining_server_refuses_new_requests_and_says_so_in_its_health()
    {
        await using var server = await RunningServer.StartAsync();
        server.Lifecycle.Drain();
        foreach (var call in new Func<Task>[]
        {
            () => server.Client.RepresentAsync(Requests.Bytes(1)).ResponseAsync,
            () => server.Client.GetTeacherAsync(new() { Name = "dnn" }).ResponseAsync,
            () => server.Client.ListTeachersAsync(new()).ResponseAsync,
            () => server.Client.RepresentStream().ResponseStream.MoveNext(default),
        })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => call().InTime());
            Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
            Assert.Contains("draining", refusal.Status.Detail);
        }
        Assert.Equal(ServingStatus.NotServing, (await server.Health.CheckAsync(new()).ResponseAsync.InTime()).Status);
    }

    [Fact]
    public async Task A_client_that_reads_slowly_gets_all_its_answers_from_a_draining_server()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = server.Client.RepresentStream();
        for (var id = 0UL; id < 20; id++)
            await stream.RequestStream.WriteAsync(new() { RequestId = id, Request = Requests.Bytes(100, (uint)id) }).InTime();
        Assert.True(await stream.ResponseStream.MoveNext(default).InTime());
        var drain = server.DrainAsync();
        var replies = 1;
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await stream.ResponseStream.MoveNext(default).InTime())
            {
                replies++;
                await Task.Delay(100);
            }
        });
        Assert.Equal((StatusCode.Unavailable, "The server is draining; retry elsewhere."), (end.StatusCode, end.Status.Detail));
        Assert.Equal(20, replies);
        await drain;
    }

    [Fact]
    public async Task A_leaving_server_says_so_and_takes_requests_until_its_grace_is_over()
    {
        await using var server = await RunningServer.StartAsync(options => options with { DrainGrace = TimeSpan.FromSeconds(1) });
        using var watch = server.Health.Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext(default).InTime());
        var drain = server.DrainAsync();
        Assert.True(await watch.ResponseStream.MoveNext(default).InTime());
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.Equal(1, (await server.Client.RepresentAsync(Requests.Bytes(1)).ResponseAsync.InTime()).Count);
        Assert.False(drain.IsCompleted);
        Assert.False(await watch.ResponseStream.MoveNext(default).InTime());
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(Requests.Bytes(1)).ResponseAsync.InTime())).StatusCode);
        await drain;
    }

    [Fact]
    public void The_life_cycle_never_goes_back()
    {
        using var lifecycle = new Lifecycle();
        Assert.False(lifecycle.Leave());
        var changed = lifecycle.Changed;
        lifecycle.Drain();
        Assert.True(changed.IsCompleted);
        lifecycle.BecomeReady();
        Assert.Equal(ServerState.Draining, lifecycle.State);
        Assert.True(lifecycle.Draining.IsCancellationRequested);
    }

    private static async Task<IReadOnlyList<(RepresentResponse? Reply, RpcException? Refusal)>> Settled(IEnumerable<Task<RepresentResponse>> answers)
    {
        var settled = new List<(RepresentResponse?, RpcException?)>();
        foreach (var answer in answers)
        {
            try
            {
                settled.Add((await answer, null));
            }
            catch (RpcException refusal)
            {
                settled.Add((null, refusal));
            }
        }
        return settled;
    }
}
