namespace Rrm.TeacherServer.Telemetry;

/// <summary>How many of something there were during the last minute.</summary>
internal sealed class RecentRate(TimeProvider clock)
{
    private readonly RecentSlots<Slot> slots = new(clock);

    public void Add(long amount) => Interlocked.Add(ref slots.Current.Sum, amount);

    /// <summary>Over the last minute, or since the start where that is later.</summary>
    public double PerSecond => slots.Covered.TotalSeconds is > 0 and var seconds ? slots.Recent.Sum(slot => slot.Sum) / seconds : 0;

    /// <summary>Per second in each finished interval, the oldest first.</summary>
    public IReadOnlyList<double> History => [.. slots.Finished.Select(slot => (slot?.Sum ?? 0) / RecentSlots<Slot>.Interval.TotalSeconds)];

    private sealed class Slot : RecentSlot
    {
        public long Sum;

        public override void Clear() => Sum = 0;
    }
}
