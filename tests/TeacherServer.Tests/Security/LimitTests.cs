using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Security;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Tests.Security;

public sealed class LimitTests
{
    [Fact]
    public async Task A_client_with_too_many_calls_is_refused_before_its_body_is_read_and_others_are_not()
    {
        await using var server = await StartAsync(new() { MaxRequestsPerClient = 1 });
        var stream = await OpenStreamAsync(server, "alice");
        var refusal = await Assert.ThrowsAsync<RpcException>(() => RepresentAsync(server, "alice"));
        Assert.Equal((StatusCode.ResourceExhausted, Denial.TooManyRequests.Detail), (refusal.StatusCode, refusal.Status.Detail));
        Assert.Equal("100", refusal.Trailers.GetValue("grpc-retry-pushback-ms"));
        Assert.Equal(1, (await RepresentAsync(server, "bob")).Count);
        Assert.Equal(ServingStatus.Serving, (await server.Health.CheckAsync(new()).ResponseAsync.InTime()).Status);

        await EndAsync(stream);
        await UntilAnsweredAsync(() => RepresentAsync(server, "alice"));
    }

    [Fact]
    public async Task The_calls_of_all_clients_together_are_bounded_and_health_still_answers()
    {
        await using var server = await StartAsync(new() { MaxRequests = 2 });
        var streams = new[] { await OpenStreamAsync(server, "alice"), await OpenStreamAsync(server, "bob") };
        var refusal = await Assert.ThrowsAsync<RpcException>(() => RepresentAsync(server, "carol"));
        Assert.Equal((StatusCode.ResourceExhausted, Denial.Overloaded.Detail), (refusal.StatusCode, refusal.Status.Detail));
        Assert.Equal(ServingStatus.Serving, (await server.Health.CheckAsync(new()).ResponseAsync.InTime()).Status);
        foreach (var stream in streams)
            await EndAsync(stream);
        await UntilAnsweredAsync(() => RepresentAsync(server, "carol"));
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_is_closed_and_gets_in_when_another_leaves()
    {
        await using var server = await StartAsync(new() { MaxConnections = 1 });
        using (var first = SecuredClient.Plain(server))
        {
            Assert.Equal(1, (await first.RepresentAsync(Requests.Bytes(1))).Count);
            using var second = SecuredClient.Plain(server);
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => second.RepresentAsync(Requests.Bytes(1)))).StatusCode);
            Assert.Equal(1, (await first.RepresentAsync(Requests.Bytes(1))).Count);
        }
        using var third = SecuredClient.Plain(server);
        await UntilAnsweredAsync(() => third.RepresentAsync(Requests.Bytes(1)));
    }

    [Fact]
    public async Task A_call_beyond_the_streams_of_a_connection_waits_for_one_of_them()
    {
        await using var server = await StartAsync(new() { MaxStreamsPerConnection = 1 });
        var stream = await OpenStreamAsync(server, "alice");
        var waiting = RepresentAsync(server, "alice");
        await Task.Delay(100);
        Assert.False(waiting.IsCompleted);
        await EndAsync(stream);
        Assert.Equal(1, (await waiting).Count);
    }

    [Fact]
    public async Task A_message_or_headers_beyond_the_limit_are_refused_and_the_next_call_is_answered()
    {
        await using var server = await StartAsync(new() { MaxMessageBytes = 1 << 16, MaxHeaderBytes = 4096 });
        var teacher = await server.Client.GetTeacherAsync(new() { Name = "dnn" }).ResponseAsync.InTime();
        Assert.Equal((1 << 16) / sizeof(float) / Requests.Shape.Elements, teacher.MaxRequestImages);
        var tooLarge = await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(Requests.Bytes(50)).ResponseAsync.InTime());
        Assert.Equal(StatusCode.ResourceExhausted, tooLarge.StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(Requests.Bytes(1), new Metadata { { "long", new string('x', 8000) } }).ResponseAsync.InTime());
        await UntilAnsweredAsync(() => RepresentAsync(server, "alice"));
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Urls = ["http://127.0.0.1:0"], Limits = new() { MinBodyBytesPerSecond = 100_000 } });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Assert.Single(server.Urls)}/rrm.v1.TeacherService/Represent")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new Trickle(),
        };
        request.Headers.TE.Add(new("trailers"));
        var ended = Record.ExceptionAsync(async () =>
        {
            using var response = await http.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            // An answer, if there is one, says that the request failed.
            Assert.NotEqual("0", response.TrailingHeaders.Concat(response.Headers).FirstOrDefault(header => header.Key == "grpc-status").Value?.Single());
            throw new HttpRequestException("refused");
        });
        Assert.NotNull(await ended.AsTask().InTime());
    }

    [Fact]
    public async Task A_quota_holds_for_clients_without_a_proven_name_and_for_images_they_refer_to()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Security = new() { MaxImagesInFlight = 4 } });
        var references = new RepresentRequest { Teacher = "dnn", References = new() { DataSet = "none", Indices = { Enumerable.Repeat(0u, 5) } } };
        foreach (var request in new[] { Requests.Bytes(5), references })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(request, As("alice")).ResponseAsync.InTime());
            Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
            Assert.Contains("The request has 5 images; client \"alice\" may have 4 in flight.", refusal.Status.Detail);
        }
        // Refused or answered, they are given back.
        references.References.Indices.RemoveAt(4);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(references, As("alice")).ResponseAsync.InTime())).StatusCode);
            Assert.Equal(4, (await server.Client.RepresentAsync(Requests.Bytes(4), As("alice")).ResponseAsync.InTime()).Count);
        }
    }

    [Fact]
    public async Task A_Unix_socket_has_the_mode_that_was_asked_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix modes");
        await using var server = await RunningServer.StartAsync(options => options with { Security = new() { UnixSocketMode = "0600" } });
        var socket = Assert.Single(server.Urls)["http://unix:".Length..];
#pragma warning disable CA1416 // Linux only, as the line above says.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
#pragma warning restore CA1416
        Assert.Equal(1, (await RepresentAsync(server, "alice")).Count);
    }

    private static Task<RunningServer> StartAsync(LimitOptions limits) => RunningServer.StartAsync(options => options with { Limits = limits });

    private static Metadata As(string client) => new() { { CallerFeature.ClientHeader, client } };

    private static Task<RepresentResponse> RepresentAsync(RunningServer server, string client) => server.Client.RepresentAsync(Requests.Bytes(1), As(client)).ResponseAsync.InTime();

    private static async Task<AsyncDuplexStreamingCall<RepresentStreamRequest, RepresentStreamResponse>> OpenStreamAsync(RunningServer server, string client)
    {
        var stream = server.Client.RepresentStream(As(client));
        await stream.RequestStream.WriteAsync(new() { RequestId = 1, Request = Requests.Bytes(1) }).InTime();
        Assert.True(await stream.ResponseStream.MoveNext(default).InTime());
        return stream;
    }

    private static async Task EndAsync(AsyncDuplexStreamingCall<RepresentStreamRequest, RepresentStreamResponse> stream)
    {
        await stream.RequestStream.CompleteAsync().InTime();
        Assert.False(await stream.ResponseStream.MoveNext(default).InTime());
        stream.Dispose();
    }

    // The server learns of an end a moment after the client.
    private static async Task UntilAnsweredAsync(Func<Task<RepresentResponse>> call)
    {
        for (var end = DateTime.UtcNow + Bounded.Limit; ; await Task.Delay(5))
        {
            try
            {
                Assert.Equal(1, (await call()).Count);
                return;
            }
            catch (RpcException refusal) when (refusal.StatusCode is StatusCode.ResourceExhausted or StatusCode.Unavailable && DateTime.UtcNow < end)
            {
            }
        }
    }

    // A message that claims a megabyte, and comes a byte at a time.
    private sealed class Trickle : HttpContent
    {
        public Trickle() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 16, 0, 0 });
            while (true)
            {
                await stream.WriteAsync(new byte[] { 0 });
                await stream.FlushAsync();
                await Task.Delay(100);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
