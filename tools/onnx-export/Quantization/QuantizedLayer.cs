using System.Numerics.Tensors;

namespace Rrm.OnnxExport.Quantization;

/// <summary>A layer in integers: weights with one scale per output, and the bias in units of input scale x weight scale, in which products are summed.</summary>
internal sealed record QuantizedLayer(sbyte[] Weights, float[] Scales, int[] Bias)
{
    // x86 processors without VNNI add two products of bytes in sixteen bits. 2 x 255 x 64 fits, and the answers are the same on every processor;
    // 127 would not, and clip there. The bit costs 0.1 to 0.5 % of error in a representation (docs/int8.md).
    private const float LargestWeight = 64;

    // Half of what an int32 holds, so that the other half is left to the sum of products: 65,000 of the largest ones.
    private const double LargestBias = 1 << 30;

    /// <param name="weights">[outputs, …].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="inputScale">Of the bytes that the layer reads.</param>
    public static QuantizedLayer Of(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, float inputScale)
    {
        var layer = new QuantizedLayer(new sbyte[weights.Length], new float[bias.Length], new int[bias.Length]);
        var inputs = weights.Length / bias.Length;
        for (var output = 0; output < bias.Length; output++)
        {
            var row = weights.Slice(output * inputs, inputs);
            var scale = layer.Scales[output] = ScaleOf(row, bias[output], inputScale);
            for (var input = 0; input < inputs; input++)
                layer.Weights[output * inputs + input] = (sbyte)MathF.Round(row[input] / scale);
            layer.Bias[output] = (int)Math.Round(bias[output] / ((double)inputScale * scale));
        }
        return layer;
    }

    // Where the weights of a row are next to nothing beside its bias, their scale must be coarse enough for the bias to fit.
    private static float ScaleOf(ReadOnlySpan<float> row, float bias, float inputScale)
    {
        var scale = (float)Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude(row)) / LargestWeight, Math.Abs(bias) / (inputScale * LargestBias));
        return float.IsNormal(scale) ? scale : 1;
    }
}
