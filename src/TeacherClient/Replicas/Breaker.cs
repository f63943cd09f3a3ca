namespace Rrm.Clients.Replicas;

/// <summary>
/// Whether an endpoint is worth asking. So many failures in a row open it for a while; then one call at a time tries the endpoint again: an answer
/// closes it, a failure opens it for twice as long. Safe for concurrent use.
/// </summary>
/// <param name="threshold">Failures in a row that open it.</param>
/// <param name="first">How long it stays open at first.</param>
/// <param name="longest">How long at most.</param>
/// <param name="time">The clock.</param>
internal sealed class Breaker(int threshold, TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private readonly Lock gate = new();
    private int failures; // In a row, while it is closed.
    private TimeSpan pause; // Zero while it is closed.
    private long opened;
    private bool probed;

    public bool IsOpen
    {
        get
        {
            lock (gate)
                return pause > TimeSpan.Zero;
        }
    }

    /// <summary>Whether a call should go there.</summary>
    public bool Admits
    {
        get
        {
            lock (gate)
                return pause == TimeSpan.Zero || (!probed && IsOver_NeedsLock());
        }
    }

    /// <summary>A call goes there. One of the three below follows.</summary>
    public void Begin()
    {
        lock (gate)
            probed = pause > TimeSpan.Zero;
    }

    public void Succeeded()
    {
        lock (gate)
            (failures, pause, probed) = (0, TimeSpan.Zero, false);
    }

    /// <returns>Whether this failure opened it.</returns>
    public bool Failed()
    {
        lock (gate)
        {
            probed = false;
            // Calls that began before it opened fail late, and say nothing new.
            return pause == TimeSpan.Zero ? ++failures >= threshold && Open_NeedsLock(first) : IsOver_NeedsLock() && Open_NeedsLock(pause * 2);
        }
    }

    /// <summary>The call was taken back: nothing is known of it.</summary>
    public void Abandoned()
    {
        lock (gate)
            probed = false;
    }

    /// <summary>Opens it whatever was before.</summary>
    public void Trip()
    {
        lock (gate)
            Open_NeedsLock(first);
    }

    private bool Open_NeedsLock(TimeSpan wanted)
    {
        (failures, pause, opened, probed) = (0, wanted < longest ? wanted : longest, time.GetTimestamp(), false);
        return true;
    }

    private bool IsOver_NeedsLock() => time.GetElapsedTime(opened) >= pause;
}
