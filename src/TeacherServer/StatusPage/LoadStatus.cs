namespace Rrm.TeacherServer.StatusPage;

/// <summary>What a teacher has to do: waiting images now, cache and coalesced images since the start, all else over the last minute.</summary>
internal sealed record LoadStatus(
    string Teacher,
    int WaitingImages,
    double ImagesPerSecond,
    IReadOnlyList<double> ImagesPerSecondHistory,
    double BatchesPerSecond,
    Percentiles BatchImages,
    Percentiles QueueSeconds,
    Percentiles RunSeconds,
    Percentiles RequestSeconds,
    long CacheHits,
    long CacheMisses,
    long CoalescedImages);
