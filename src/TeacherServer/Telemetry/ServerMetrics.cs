using System.Diagnostics.Metrics;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>The server's instruments. Tags come from closed sets: teachers that are served, clients that are known, reasons.</summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "Rrm.TeacherServer";

    private readonly Counter<long> requests;
    private readonly Counter<long> refusals;
    private readonly Counter<long> coalesced;
    private readonly Histogram<int> batchImages;
    private readonly Histogram<double> queueDuration;
    private readonly Histogram<double> batchDuration;
    private readonly Histogram<double> runDuration;
    private readonly Histogram<double> requestDuration;
    private readonly Counter<long> reloads;

    public ServerMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        requests = meter.CreateCounter<long>("rrm.requests", "{request}", "Requests that were answered with outputs.");
        refusals = meter.CreateCounter<long>("rrm.refusals", "{request}", "Requests that were refused, by reason.");
        coalesced = meter.CreateCounter<long>("rrm.coalesced", "{image}", "Images that were not computed because the same one was on its way.");
        batchImages = meter.CreateHistogram<int>("rrm.batch.images", "{image}", "Images in a computed batch.");
        queueDuration = meter.CreateHistogram<double>("rrm.queue.duration", "s", "Time from a request's admission to its first batch.");
        batchDuration = meter.CreateHistogram<double>("rrm.batch.duration", "s", "Time to gather, compute and scatter a batch.");
        runDuration = meter.CreateHistogram<double>("rrm.run.duration", "s", "Time in which the model computed a batch.");
        requestDuration = meter.CreateHistogram<double>("rrm.request.duration", "s", "Time from a request's arrival to its answer.");
        reloads = meter.CreateCounter<long>("rrm.reloads", "{teacher}", "Teachers whose folder changed while the server ran, by what came of it.");
    }

    /// <summary>A request was answered with outputs.</summary>
    public void Answered(string teacher, string client, int images, TimeSpan total)
    {
        requests.Add(1, Tag("teacher", teacher), Tag("client", client));
        requestDuration.Record(total.TotalSeconds, Tag("teacher", teacher));
    }

    /// <summary>A request was refused. The teacher is empty where none is meant or none such is served.</summary>
    public void Refused(string teacher, string client, RefusalReason reason) =>
        refusals.Add(1, Tag("teacher", teacher), Tag("client", client), Tag("reason", reason));

    /// <summary>How long a request waited for its first batch.</summary>
    public void Queued(string teacher, TimeSpan wait) => queueDuration.Record(wait.TotalSeconds, Tag("teacher", teacher));

    /// <summary>Images that ride on the computation of the same images for somebody else.</summary>
    public void Coalesced(string teacher, int images) => coalesced.Add(images, Tag("teacher", teacher));

    /// <summary>A batch was computed.</summary>
    /// <param name="teacher">By whom.</param>
    /// <param name="images">How many images.</param>
    /// <param name="total">From gathering to scattering.</param>
    /// <param name="run">Of which in the model.</param>
    public void Batch(string teacher, int images, TimeSpan total, TimeSpan run)
    {
        batchImages.Record(images, Tag("teacher", teacher));
        batchDuration.Record(total.TotalSeconds, Tag("teacher", teacher));
        runDuration.Record(run.TotalSeconds, Tag("teacher", teacher));
    }

    /// <summary>A teacher's folder changed.</summary>
    public void Reloaded(string teacher, ReloadOutcome outcome) => reloads.Add(1, Tag("teacher", teacher), Tag("outcome", outcome));

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
