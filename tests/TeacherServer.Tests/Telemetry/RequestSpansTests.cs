using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Telemetry;

[Collection(ListenersCollection.Name)]
public sealed class RequestSpansTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";

    private readonly ConcurrentQueue<Activity> spans = new();
    private readonly ActivityListener listener;

    public RequestSpansTests()
    {
        // Other tests' requests are not looked at.
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RequestSpans.SourceName or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId.ToHexString() == Trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == Trace)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task A_request_has_a_span_in_its_callers_trace_with_its_stages_below()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 4 });
        await server.Client.RepresentAsync(Requests.Bytes(10), Traced("alice")).ResponseAsync.InTime();
        await Bounded.UntilAsync(() => spans.Any(span => span.Source.Name == "Microsoft.AspNetCore"));

        var call = Assert.Single(spans, span => span.Source.Name == "Microsoft.AspNetCore");
        Assert.Equal(Caller, call.ParentSpanId.ToHexString());
        var request = Assert.Single(spans, span => span.OperationName == "represent");
        Assert.Equal(call.SpanId, request.ParentSpanId);
        Assert.Equal("dnn alice 10", $"{request.GetTagItem("rrm.teacher")} {request.GetTagItem("rrm.client")} {request.GetTagItem("rrm.images")}");

        var queue = Assert.Single(spans, span => span.OperationName == "queue");
        var run = Assert.Single(spans, span => span.OperationName == "run");
        Assert.All([queue, run], stage => Assert.Equal(request.SpanId, stage.ParentSpanId));
        Assert.Equal(request.StartTimeUtc, queue.StartTimeUtc);
        Assert.Equal(run.StartTimeUtc, queue.StartTimeUtc + queue.Duration);
        Assert.Equal(request.Duration, queue.Duration + run.Duration);
    }

    [Fact]
    public async Task A_refused_request_has_a_span_that_says_why()
    {
        await using var server = await RunningServer.StartAsync();
        await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(Requests.Bytes(1, teacher: "nobody"), Traced("alice")).ResponseAsync.InTime());
        await Bounded.UntilAsync(() => spans.Any(span => span.OperationName == "represent"));
        var request = Assert.Single(spans, span => span.OperationName == "represent");
        Assert.Equal(ActivityStatusCode.Error, request.Status);
        Assert.Equal("unknown_teacher", request.GetTagItem("rrm.refusal"));
    }

    private static Metadata Traced(string client) => new() { { "traceparent", $"00-{Trace}-{Caller}-01" }, { "rrm-client", client } };
}
