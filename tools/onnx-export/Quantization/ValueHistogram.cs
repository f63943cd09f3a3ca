namespace Rrm.OnnxExport.Quantization;

/// <summary>
/// How the values of a tensor are spread. The upper sixteen bits of a float are its bin: sign, exponent, and seven bits of the mantissa.
/// So a bin is at most 0.8 % wide whatever the tensor's scale, and one pass over the images suffices.
/// </summary>
internal sealed class ValueHistogram
{
    private const int Negative = 0x8000, LargestFinite = 0x7F7F;

    private readonly long[] bins = new long[1 << 16];
    private long count;

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
            bins[BitConverter.SingleToUInt32Bits(value) >> 16]++;
        count += values.Length;
    }

    /// <summary>The grid for these values but for the largest and the smallest ones, of each up to <paramref name="clipping"/> of all.</summary>
    public ByteGrid Grid(double clipping)
    {
        var spared = (long)(clipping * count);
        return ByteGrid.Covering(-Edge(Negative, spared), Edge(0, spared));
    }

    /// <summary>The magnitude that all but so many values of one sign stay below.</summary>
    private float Edge(int sign, long spared)
    {
        var beyond = 0L;
        for (var bin = LargestFinite; bin > 0; bin--)
        {
            beyond += bins[sign | bin];
            if (beyond > spared)
                return BitConverter.UInt32BitsToSingle((uint)bin << 16 | 0xFFFF);
        }
        return 0;
    }
}
