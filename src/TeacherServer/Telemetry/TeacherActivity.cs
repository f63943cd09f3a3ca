namespace Rrm.TeacherServer.Telemetry;

/// <summary>What one teacher did lately, for the status page. Thread-safe.</summary>
internal sealed class TeacherActivity(TimeProvider clock)
{
    private long coalesced;
    private long cacheHits;
    private long cacheMisses;

    public RecentDistribution Queue { get; } = new(clock);

    public RecentDistribution Run { get; } = new(clock);

    public RecentDistribution Total { get; } = new(clock);

    public RecentDistribution BatchImages { get; } = new(clock);

    public RecentRate Images { get; } = new(clock);

    public RecentRate Batches { get; } = new(clock);

    /// <summary>Images that were not computed because the same one was on its way, since the start.</summary>
    public long Coalesced => Interlocked.Read(ref coalesced);

    public long CacheHits => Interlocked.Read(ref cacheHits);

    public long CacheMisses => Interlocked.Read(ref cacheMisses);

    public void Batch(int images, TimeSpan run)
    {
        BatchImages.Record(images);
        Batches.Add(1);
        Run.Record(run);
    }

    public void Answered(int images, TimeSpan total)
    {
        Images.Add(images);
        Total.Record(total);
    }

    public void Coalesce(int images) => Interlocked.Add(ref coalesced, images);

    public void Cache(int hits, int misses)
    {
        Interlocked.Add(ref cacheHits, hits);
        Interlocked.Add(ref cacheMisses, misses);
    }
}
