namespace Rrm.TeacherServer.Telemetry;

/// <summary>
/// The last minute as a ring of intervals. Any thread writes into the current slot without a lock; one is taken once an interval, when a slot is
/// used again. A reader may see a slot while it is written: it tells what is going on, it keeps no accounts.
/// </summary>
internal sealed class RecentSlots<T>(TimeProvider clock) where T : RecentSlot, new()
{
    /// <summary>Finished intervals that are remembered beside the current one.</summary>
    public const int Count = 20;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly long intervalTicks = (long)(Interval.TotalSeconds * clock.TimestampFrequency);
    private readonly long start = clock.GetTimestamp();
    private readonly T[] slots = [.. Enumerable.Range(0, Count + 1).Select(_ => new T())];

    /// <summary>Where to write now.</summary>
    public T Current
    {
        get
        {
            var interval = Now;
            var slot = slots[interval % slots.Length];
            if (Volatile.Read(ref slot.Interval) != interval)
                Turn(slot, interval);
            return slot;
        }
    }

    /// <summary>Slots with something in them, in no order.</summary>
    public IEnumerable<T> Recent
    {
        get
        {
            var now = Now;
            return slots.Where(slot => slot.Interval >= 0 && now - slot.Interval is >= 0 and <= Count);
        }
    }

    /// <summary>The slots of the finished intervals, the oldest first; null where nothing happened.</summary>
    public IEnumerable<T?> Finished
    {
        get
        {
            var now = Now;
            return Enumerable.Range(1, Count).Select(age => now - Count + age - 1)
                .Select(interval => interval < 0 ? null : slots[interval % slots.Length] is var slot && slot.Interval == interval ? slot : null);
        }
    }

    /// <summary>How much time <see cref="Recent"/> covers.</summary>
    public TimeSpan Covered
    {
        get
        {
            var elapsed = clock.GetTimestamp() - start;
            var ticks = Math.Min(elapsed, elapsed % intervalTicks + Count * intervalTicks);
            return TimeSpan.FromSeconds((double)ticks / clock.TimestampFrequency);
        }
    }

    private long Now => (clock.GetTimestamp() - start) / intervalTicks;

    private static void Turn(T slot, long interval)
    {
        lock (slot)
        {
            if (slot.Interval == interval)
                return;
            slot.Clear();
            Volatile.Write(ref slot.Interval, interval);
        }
    }
}
