using System.Numerics;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>
/// How a quantity was distributed during the last minute: counts in buckets that grow with the value, 16 to an octave, so that a quantile is
/// within 1/32 of the true one whatever the scale. Values below 32 are exact. Recording takes two atomic operations and allocates nothing.
/// </summary>
internal sealed class RecentDistribution(TimeProvider clock)
{
    private const int PerOctaveBits = 4;
    private const int PerOctave = 1 << PerOctaveBits;
    private const int LargestBits = 37; // In microseconds, a day and a half.
    private const int Buckets = (LargestBits - PerOctaveBits + 1) * PerOctave;

    private readonly RecentSlots<Slot> slots = new(clock);

    public void Record(long value) => Interlocked.Increment(ref slots.Current.Counts[BucketOf(value)]);

    public void Record(TimeSpan duration) => Record((long)duration.TotalMicroseconds);

    /// <summary>What was recorded during the last minute.</summary>
    public Quantiles Read()
    {
        var counts = new long[Buckets];
        foreach (var slot in slots.Recent)
            for (var bucket = 0; bucket < Buckets; bucket++)
                counts[bucket] += slot.Counts[bucket];
        return new(counts);
    }

    private static int BucketOf(long value)
    {
        value = Math.Clamp(value, 0, (1L << LargestBits) - 1);
        // Buckets are one wide in the first two octaves; from there each octave doubles the width.
        var doublings = Math.Max(0, BitOperations.Log2((ulong)value) - PerOctaveBits);
        return doublings * PerOctave + (int)(value >> doublings);
    }

    private static double MiddleOf(int bucket)
    {
        var doublings = Math.Max(0, bucket / PerOctave - 1);
        var lowest = (long)(bucket - doublings * PerOctave) << doublings;
        return lowest + ((1L << doublings) - 1) / 2.0;
    }

    private sealed class Slot : RecentSlot
    {
        public readonly int[] Counts = new int[Buckets];

        public override void Clear() => Array.Clear(Counts);
    }

    /// <summary>One reading of a distribution.</summary>
    internal sealed class Quantiles(long[] counts)
    {
        public long Count { get; } = counts.Sum();

        /// <summary>The value that a share of what was recorded does not exceed, by nearest rank; null when nothing was recorded.</summary>
        public double? At(double share)
        {
            var rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Math.Max(1, Count));
            for (var bucket = 0; bucket < Buckets; bucket++)
                if ((rank -= counts[bucket]) <= 0)
                    return MiddleOf(bucket);
            return null;
        }
    }
}
