namespace Rrm.Clients.Calls;

/// <summary>
/// When a second attempt is worth it, and whether it may be made: an attempt is a straggler when it takes a multiple of the median of late, and second
/// attempts are a share of the requests, beyond a first few, so that they cannot double the load of services that are slow because they are busy.
/// </summary>
/// <param name="multiple">Of the median; 0 hedges never.</param>
/// <param name="share">Second attempts over requests.</param>
internal sealed class HedgePolicy(double multiple, double share)
{
    /// <summary>Second attempts that may be made at once after a quiet time.</summary>
    public const int Burst = 4;

    private const int Remembered = 63;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50); // Below, timers and schedulers are what one sees.

    private readonly Lock gate = new();
    private readonly Queue<TimeSpan> latencies = new(Remembered + 1);
    private double allowed = Burst;

    /// <summary>How long an attempt may take before it is a straggler; null while nothing is known.</summary>
    public TimeSpan? Patience
    {
        get
        {
            lock (gate)
            {
                if (multiple == 0 || latencies.Count == 0)
                    return null;
                var patience = latencies.Order().ElementAt(latencies.Count / 2) * multiple;
                return patience > Least ? patience : Least;
            }
        }
    }

    /// <summary>A request is made.</summary>
    public void Asked()
    {
        lock (gate)
            allowed = Math.Min(Burst, allowed + share);
    }

    /// <summary>An attempt was answered.</summary>
    public void Answered(TimeSpan latency)
    {
        lock (gate)
        {
            latencies.Enqueue(latency);
            if (latencies.Count > Remembered)
                latencies.Dequeue();
        }
    }

    /// <summary>Takes the right to a second attempt, if there is one left.</summary>
    public bool TryTake()
    {
        lock (gate)
        {
            if (allowed < 1)
                return false;
            allowed--;
            return true;
        }
    }

    /// <summary>It was not used.</summary>
    public void GiveBack()
    {
        lock (gate)
            allowed++;
    }
}
