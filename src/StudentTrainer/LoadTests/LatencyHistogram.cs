using System.Numerics;

namespace Rrm.StudentTrainer.LoadTests;

/// <summary>Times, kept to within one part in 128 from a microsecond to days, in constant memory. Not safe for concurrent use.</summary>
internal sealed class LatencyHistogram
{
    private const int Bits = 7; // Buckets of an octave: 2^7.
    private const int Octaves = 34;
    private readonly long[] buckets = new long[(Octaves + 1) << Bits];
    private double sum;

    public long Count { get; private set; }

    public TimeSpan Max { get; private set; }

    public TimeSpan Mean => Count == 0 ? default : Microseconds(sum / Count);

    public void Add(TimeSpan time)
    {
        var micros = Math.Max(0, (long)time.TotalMicroseconds);
        buckets[Math.Min(IndexOf(micros), buckets.Length - 1)]++;
        Count++;
        sum += micros;
        if (time > Max)
            Max = time;
    }

    /// <summary>The time that a share of all did not exceed: at most one part in 128 too long.</summary>
    /// <param name="share">0 to 1.</param>
    public TimeSpan Quantile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var index = 0; index < buckets.Length; index++)
        {
            seen += buckets[index];
            if (seen >= rank)
                return Microseconds(Math.Min(EndOf(index), Max.TotalMicroseconds));
        }
        return Max;
    }

    /// <summary>Counts between powers of two of microseconds, from the first to the last that has any.</summary>
    public IReadOnlyList<(TimeSpan From, TimeSpan To, long Count)> Octave()
    {
        var rows = new SortedDictionary<int, long>();
        for (var index = 0; index < buckets.Length; index++)
            if (buckets[index] > 0)
                rows[PowerAbove(index)] = rows.GetValueOrDefault(PowerAbove(index)) + buckets[index];
        if (rows.Count == 0)
            return [];
        var (first, last) = (rows.Keys.First(), rows.Keys.Last());
        return [.. Enumerable.Range(first, last - first + 1).Select(power => (Microseconds(Math.Pow(2, power - 1)), Microseconds(Math.Pow(2, power)), rows.GetValueOrDefault(power)))];
    }

    // Below 2^Bits each microsecond has a bucket; above, an octave has 2^Bits of them.
    private static int IndexOf(long micros)
    {
        var octave = Math.Max(0, BitOperations.Log2((ulong)micros | 1) - Bits + 1);
        return octave == 0 ? (int)micros : (octave << Bits) + (int)((micros >> (octave - 1)) - (1 << Bits));
    }

    private static double EndOf(int index)
    {
        var octave = index >> Bits;
        return octave == 0 ? index + 1 : Math.ScaleB((index & ((1 << Bits) - 1)) + (1 << Bits) + 1, octave - 1);
    }

    private static int PowerAbove(int index) => BitOperations.Log2((ulong)Math.Max(1, EndOf(index) - 0.5)) + 1;

    private static TimeSpan Microseconds(double micros) => TimeSpan.FromTicks((long)(micros * TimeSpan.TicksPerMicrosecond));
}
