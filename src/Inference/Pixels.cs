using System.Numerics.Tensors;

namespace Rrm.Inference;

/// <summary>Pixels as networks take them: float32 in [0,1].</summary>
public static class Pixels
{
    // Both passes over a block stay in the first-level cache.
    private const int Block = 2048;

    /// <summary>value / 255 for every byte; bit for bit what PyTorch's <c>byte.to(float) / 255</c> gives on the CPU.</summary>
    public static void ToFloat(ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (var start = 0; start < source.Length; start += Block)
        {
            var length = Math.Min(Block, source.Length - start);
            var block = destination.Slice(start, length);
            TensorPrimitives.ConvertTruncating(source.Slice(start, length), block);
            TensorPrimitives.Divide(block, 255f, block);
        }
    }

    /// <summary>Position of the first NaN or infinity, or -1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        // The largest magnitude is NaN or infinite exactly when some value is; the vectorised pass is the usual and only one.
        if (values.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            return -1;
        var index = 0;
        while (float.IsFinite(values[index]))
            index++;
        return index;
    }
}
