namespace Rrm.OnnxExport.Quantization;

/// <summary>What the 256 values of a byte stand for: scale x (byte - zero point). Zero is always among them, exactly: it pads images and ends ReLU.</summary>
internal readonly record struct ByteGrid(float Scale, byte ZeroPoint)
{
    /// <summary>The finest grid that reaches from <paramref name="low"/> to <paramref name="high"/>. Values beyond them become them.</summary>
    public static ByteGrid Covering(float low, float high)
    {
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        var scale = (high - low) / byte.MaxValue;
        return float.IsNormal(scale) ? new(scale, (byte)MathF.Round(-low / scale)) : new(1, 0); // The latter where all values are zero.
    }
}
