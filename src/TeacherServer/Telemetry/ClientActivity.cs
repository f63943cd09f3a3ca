namespace Rrm.TeacherServer.Telemetry;

/// <summary>What one client does and did lately. Thread-safe.</summary>
internal sealed class ClientActivity(string name, TimeProvider clock)
{
    private readonly RecentRate images = new(clock);
    private int inFlight;
    private long answered;
    private long refused;

    /// <summary>As metrics are tagged with it.</summary>
    public string Name => name;

    /// <summary>Requests that arrived and are neither answered nor refused yet.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Requests since the start.</summary>
    public long Answered => Interlocked.Read(ref answered);

    /// <summary>Requests since the start.</summary>
    public long Refused => Interlocked.Read(ref refused);

    public bool WasSeen => InFlight + Answered + Refused > 0;

    public double ImagesPerSecond => images.PerSecond;

    public void Arrive() => Interlocked.Increment(ref inFlight);

    public void Leave() => Interlocked.Decrement(ref inFlight);

    public void Answer(int count)
    {
        Interlocked.Increment(ref answered);
        images.Add(count);
    }

    public void Refuse() => Interlocked.Increment(ref refused);
}
