using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Rrm.Inference;
using Rrm.Protocol.V1;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.Hosting;

public sealed class ServerProcessTests
{
    [Fact]
    public async Task SIGTERM_under_load_loses_no_admitted_request_and_ends_with_zero()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        using var server = new ServerProcess("--models", teachers.Path, "--urls", "http://127.0.0.1:0", "--max-batch", "8", "--threads", "1");
        using var channel = GrpcChannel.ForAddress(await server.ReadyAsync());
        var client = new TeacherService.TeacherServiceClient(channel);
        Assert.Contains(model.Sha256, server.Output);
        Assert.Contains("on cpu", server.Output);

        using var stream = client.RepresentStream();
        var requests = Enumerable.Range(0, 24).ToDictionary(id => (ulong)id, id => Requests.Bytes(64, (uint)id));
        foreach (var (id, request) in requests)
            await stream.RequestStream.WriteAsync(new() { RequestId = id, Request = request }).InTime();
        Assert.True(await stream.ResponseStream.MoveNext(default).InTime());
        await server.SignalAsync("TERM");

        var replies = new List<RepresentStreamResponse>();
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            do
                replies.Add(stream.ResponseStream.Current);
            while (await stream.ResponseStream.MoveNext(default).InTime());
        });
        Assert.Equal((StatusCode.Unavailable, "The server is draining; retry elsewhere."), (end.StatusCode, end.Status.Detail));
        Assert.InRange(replies.Count, 2, requests.Count);
        Assert.All(replies, reply =>
            Assert.Equal(model.Expected(requests[reply.RequestId]).Representation, Requests.FloatsOf(reply.Response.Representation)));
        Assert.Equal(0, await server.ExitAsync());
        Assert.Contains("draining", server.Output);
        Assert.Equal("", server.Errors.Trim());
    }

    [Fact]
    public async Task A_second_signal_ends_a_drain_at_once()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var server = new ServerProcess("--models", teachers.Path, "--urls", "http://127.0.0.1:0");
        using var channel = GrpcChannel.ForAddress(await server.ReadyAsync());
        // Answers that nobody reads, more than the connection buffers: such a drain would last.
        using var stream = new TeacherService.TeacherServiceClient(channel).RepresentStream();
        for (var id = 0UL; id < 10; id++)
            await stream.RequestStream.WriteAsync(new() { RequestId = id, Request = Requests.Bytes(200) }).InTime();
        Assert.True(await stream.ResponseStream.MoveNext(default).InTime());
        await server.SignalAsync("TERM");
        await Bounded.UntilAsync(() => server.Output.Contains("draining"));
        await server.SignalAsync("TERM");
        Assert.NotEqual(0, await server.ExitAsync());
    }

    [Fact]
    public async Task A_socket_left_by_a_dead_server_is_taken_over_and_a_living_ones_is_not()
    {
        using var teachers = new TemporaryTeachers("dnn");
        var socket = Path.Combine(teachers.Path, "s.sock");
        string[] arguments = ["--models", teachers.Path, "--urls", $"http://unix:{socket}"];
        using (var killed = new ServerProcess(arguments))
        {
            await killed.ReadyAsync();
            await killed.SignalAsync("KILL");
            await killed.ExitAsync();
        }
        Assert.True(File.Exists(socket));

        using var server = new ServerProcess(arguments);
        await server.ReadyAsync();
        var (exitCode, _, errors) = await ServerProcess.RunAsync(arguments);
        Assert.Equal(1, exitCode);
        Assert.Contains("Another server listens", errors);
        using (var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket)).InTime();
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.ExitAsync());
        Assert.False(File.Exists(socket));
    }

    [Fact]
    public async Task A_port_in_use_ends_with_one_and_one_sentence()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var server = new ServerProcess("--models", teachers.Path, "--urls", "http://127.0.0.1:0");
        var (exitCode, _, errors) = await ServerProcess.RunAsync("--models", teachers.Path, "--urls", await server.ReadyAsync());
        Assert.Equal(1, exitCode);
        Assert.Contains("Cannot listen on", errors);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
