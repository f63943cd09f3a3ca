namespace Rrm.TeacherServer.Telemetry;

/// <summary>The last refusals. Thread-safe.</summary>
internal sealed class RefusalLog(TimeProvider clock)
{
    public const int Capacity = 50;

    private const int MaxText = 64;

    private readonly Lock gate = new();
    private readonly RefusalEvent[] ring = new RefusalEvent[Capacity];
    private long count;

    /// <summary>The last ones, the newest first.</summary>
    public IReadOnlyList<RefusalEvent> Newest
    {
        get
        {
            lock (gate)
                return [.. Enumerable.Range(1, (int)Math.Min(count, Capacity)).Select(age => ring[(count - age) % Capacity])];
        }
    }

    public void Add(string client, string teacher, RefusalReason reason)
    {
        var refusal = new RefusalEvent(clock.GetUtcNow(), Short(client), Short(teacher), reason);
        lock (gate)
            ring[count++ % Capacity] = refusal;
    }

    // What clients write has no bound of its own.
    private static string Short(string text) =>
        text.Length <= MaxText ? text : text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)] + "…";
}
