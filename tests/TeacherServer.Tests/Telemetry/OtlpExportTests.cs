using System.Collections.Concurrent;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rrm.TeacherServer.Tests.Telemetry;

[Collection(ListenersCollection.Name)]
public sealed class OtlpExportTests
{
    private readonly ConcurrentQueue<(string Path, string Bytes)> received = new();

    [Fact]
    public async Task Traces_and_metrics_reach_a_collector()
    {
        await using var collector = Collector();
        await collector.StartAsync().InTime();
        var server = await RunningServer.StartAsync(options => options with { Telemetry = new() { OtlpEndpoint = collector.Urls.Single(), TraceRatio = 0 } });
        var traced = new Metadata { { "traceparent", "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-01" }, { "rrm-client", "alice" } };
        await server.Client.RepresentAsync(Requests.Bytes(3), traced).ResponseAsync.InTime();
        // What was gathered is sent at the latest when the server goes.
        await server.DisposeAsync();

        Assert.Contains(received, call => call.Path.EndsWith("TraceService/Export") && call.Bytes.Contains("represent") && call.Bytes.Contains("queue") && call.Bytes.Contains("rrm-teacher"));
        Assert.Contains(received, call => call.Path.EndsWith("MetricsService/Export") && call.Bytes.Contains("rrm.request.duration") && call.Bytes.Contains("alice"));
    }

    // Takes whatever is exported over gRPC, and answers that it is fine.
    private WebApplication Collector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        return collector;
    }
}
