using System.Diagnostics;
using System.Diagnostics.Metrics;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>
/// The server's instruments, and the recent past for the status page. Tags come from closed sets: teachers that are served, a bounded number of
/// clients, reasons. Recording allocates nothing.
/// </summary>
internal sealed class ServerMetrics
{
    public const string MeterName = "Rrm.TeacherServer";

    // Seconds, from a small network on a GPU to a queue that is far too long.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    };

    private static readonly InstrumentAdvice<int> Sizes = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192],
    };

    private readonly Counter<long> requests;
    private readonly Counter<long> images;
    private readonly Counter<long> refusals;
    private readonly Counter<long> coalesced;
    private readonly Counter<long> cacheLookups;
    private readonly Counter<long> reloads;
    private readonly Histogram<int> batchImages;
    private readonly Histogram<double> queueDuration;
    private readonly Histogram<double> batchDuration;
    private readonly Histogram<double> runDuration;
    private readonly Histogram<double> requestDuration;

    public ServerMetrics(IMeterFactory factory, ServerOptions? options = null, TimeProvider? clock = null)
    {
        Recent = new((options?.Telemetry ?? new()).MaxClients, clock ?? TimeProvider.System);
        var meter = factory.Create(MeterName);
        requests = meter.CreateCounter<long>("rrm.requests", "{request}", "Requests that were answered with outputs.");
        images = meter.CreateCounter<long>("rrm.images", "{image}", "Images that were answered with outputs.");
        refusals = meter.CreateCounter<long>("rrm.refusals", "{request}", "Requests that were refused, by reason.");
        coalesced = meter.CreateCounter<long>("rrm.coalesced", "{image}", "Images that were not computed because the same one was on its way.");
        cacheLookups = meter.CreateCounter<long>("rrm.cache.lookups", "{image}", "Images that were looked up in the representation cache, by result: hit or miss.");
        reloads = meter.CreateCounter<long>("rrm.reloads", "{teacher}", "Teachers whose folder changed while the server ran, by what came of it.");
        batchImages = meter.CreateHistogram("rrm.batch.images", "{image}", "Images in a computed batch.", null, Sizes);
        queueDuration = meter.CreateHistogram("rrm.queue.duration", "s", "Time from a request's admission to its first batch.", null, Durations);
        batchDuration = meter.CreateHistogram("rrm.batch.duration", "s", "Time to gather, compute and scatter a batch.", null, Durations);
        runDuration = meter.CreateHistogram("rrm.run.duration", "s", "Time in which the model computed a batch.", null, Durations);
        requestDuration = meter.CreateHistogram("rrm.request.duration", "s", "Time from a request's arrival to its answer.", null, Durations);
    }

    public RecentActivity Recent { get; }

    /// <summary>Whether a teacher of this name is served. What refused requests ask for is tagged with its name only then.</summary>
    public Func<string, bool> IsServed { private get; set; } = _ => false;

    /// <summary>A request arrived, in the call that this code is part of. Let the result leave when it is answered or refused.</summary>
    public Arrival Arrived(string client)
    {
        var known = Recent.Client(client);
        known.Arrive();
        return new(known, Activity.Current?.Context ?? default, Stopwatch.GetTimestamp());
    }

    /// <summary>A request was answered with outputs.</summary>
    public void Answered(string teacher, string client, int images, TimeSpan total)
    {
        var known = Recent.Client(client);
        known.Answer(images);
        Recent.Teacher(teacher).Answered(images, total);
        requests.Add(1, Tag("teacher", teacher), Tag("client", known.Name));
        this.images.Add(images, Tag("teacher", teacher), Tag("client", known.Name));
        requestDuration.Record(total.TotalSeconds, Tag("teacher", teacher));
    }

    /// <summary>A request was refused. The teacher is empty where none is meant or none such is served.</summary>
    public void Refused(string teacher, string client, RefusalReason reason)
    {
        var known = Recent.Client(client);
        known.Refuse();
        Recent.Refusals.Add(client, teacher, reason);
        refusals.Add(1, Tag("teacher", IsServed(teacher) ? teacher : ""), Tag("client", known.Name), Tag("reason", reason.ToWord()));
    }

    /// <summary>How long a request waited for its first batch.</summary>
    public void Queued(string teacher, TimeSpan wait)
    {
        Recent.Teacher(teacher).Queue.Record(wait);
        queueDuration.Record(wait.TotalSeconds, Tag("teacher", teacher));
    }

    /// <summary>Images that ride on the computation of the same images for somebody else.</summary>
    public void Coalesced(string teacher, int images)
    {
        Recent.Teacher(teacher).Coalesce(images);
        coalesced.Add(images, Tag("teacher", teacher));
    }

    /// <summary>Images that were looked up in the representation cache.</summary>
    public void Cache(string teacher, int hits, int misses)
    {
        Recent.Teacher(teacher).Cache(hits, misses);
        cacheLookups.Add(hits, Tag("teacher", teacher), Tag("result", "hit"));
        cacheLookups.Add(misses, Tag("teacher", teacher), Tag("result", "miss"));
    }

    /// <summary>A batch was computed.</summary>
    /// <param name="teacher">By whom.</param>
    /// <param name="images">How many images.</param>
    /// <param name="total">From gathering to scattering.</param>
    /// <param name="run">Of which in the model.</param>
    public void Batch(string teacher, int images, TimeSpan total, TimeSpan run)
    {
        Recent.Teacher(teacher).Batch(images, run);
        batchImages.Record(images, Tag("teacher", teacher));
        batchDuration.Record(total.TotalSeconds, Tag("teacher", teacher));
        runDuration.Record(run.TotalSeconds, Tag("teacher", teacher));
    }

    /// <summary>A teacher's folder changed.</summary>
    public void Reloaded(string teacher, ReloadOutcome outcome) => reloads.Add(1, Tag("teacher", teacher), Tag("outcome", outcome.ToString().ToLowerInvariant()));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
