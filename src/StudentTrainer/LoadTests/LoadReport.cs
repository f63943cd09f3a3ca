namespace Rrm.StudentTrainer.LoadTests;

/// <summary>What a load test measured. Times in milliseconds; those of the open loop count from when a request should have been sent.</summary>
internal sealed record LoadReport
{
    public required string Endpoint { get; init; }
    public required string Sha256 { get; init; }
    public required string Device { get; init; }

    /// <summary>open or closed.</summary>
    public required string Loop { get; init; }

    public required int Clients { get; init; }
    public required int BatchSize { get; init; }

    /// <summary>Images a second that were to be sent; null in the closed loop.</summary>
    public double? OfferedImagesPerSecond { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Requests whose time to be sent was within what was measured, and those of them that were answered.</summary>
    public required long Requests { get; init; }

    public required long Answered { get; init; }

    /// <summary>Goodput: images of answers that came within what was measured, a second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Requests that were not answered, by gRPC status; UNSENT: this program had too many under way.</summary>
    public required IReadOnlyDictionary<string, long> Refusals { get; init; }

    /// <summary>Of the answered requests.</summary>
    public required LoadTimes LatencyMs { get; init; }

    /// <summary>How late requests of the open loop were sent, those that were; contained in their latencies. Null in the closed loop.</summary>
    public LoadTimes? SendLagMs { get; init; }

    public required IReadOnlyList<LoadRow> Histogram { get; init; }

    /// <summary>Resident memory of the service in MiB, where its process was given.</summary>
    public LoadMemory? ServerMemory { get; init; }

    /// <summary>For people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Endpoint} (sha256 {Sha256[..12]}…) on {Device}: {Loop} loop, {Clients} clients, batch {BatchSize}, {Seconds:0.#} s measured";
        if (OfferedImagesPerSecond is { } offered)
            yield return $"offered    {offered,12:#,0} images/s";
        yield return $"goodput    {ImagesPerSecond,12:#,0} images/s";
        yield return $"requests   {Requests,12:#,0}, {Answered:#,0} answered{string.Concat(Refusals.Select(refusal => $", {refusal.Value:#,0} {refusal.Key}"))}";
        yield return $"latency    {LatencyMs}{(SendLagMs is null ? "" : ", from the time each request should have been sent")}";
        if (SendLagMs is { } lag)
            yield return $"sent late  {lag}";
        if (ServerMemory is { } memory)
            yield return $"memory     {memory.First:0} MiB of the service at the start, {memory.Last:0} at the end, {memory.Most:0} at most";
        var most = Math.Max(1, Histogram.Count == 0 ? 0 : Histogram.Max(row => row.Count));
        foreach (var row in Histogram)
            yield return $"{row.FromMs,10:0.###} – {row.ToMs,10:0.###} ms  {new string('█', (int)Math.Ceiling(40.0 * row.Count / most)),-40}  {row.Count:#,0}";
    }
}
