using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>The server's instruments. Tags come from closed sets: teachers that are served, gRPC status codes.</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "Rrm.TeacherServer";

    private readonly Counter<long> requests;
    private readonly Histogram<int> batchImages;
    private readonly Histogram<double> batchDuration;

    public ServerMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        requests = meter.CreateCounter<long>("rrm.requests", "{request}", "Represent requests, unary or in a stream, by status.");
        batchImages = meter.CreateHistogram<int>("rrm.batch.images", "{image}", "Images in a computed batch.");
        batchDuration = meter.CreateHistogram<double>("rrm.batch.duration", "s", "Time to gather, compute and scatter a batch.");
    }

    public void Request(StatusCode code) => requests.Add(1, new KeyValuePair<string, object?>("status", code));

    public void Batch(string teacher, int images, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("teacher", teacher);
        batchImages.Record(images, tag);
        batchDuration.Record(duration.TotalSeconds, tag);
    }
}
