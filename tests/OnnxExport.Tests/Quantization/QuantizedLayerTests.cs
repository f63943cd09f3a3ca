using Rrm.OnnxExport.Quantization;

namespace Rrm.OnnxExport.Tests.Quantization;

public sealed class QuantizedLayerTests
{
    private const float InputScale = 0.02f;

    [Fact]
    public void Weights_are_rounded_in_steps_of_their_own_output()
    {
        float[] weights = [0.5f, -1, 0.25f, 0.001f, 0.0005f, -0.0002f];
        var layer = QuantizedLayer.Of(weights, [0.3f, -0.07f], InputScale);

        Assert.All(weights.Index(), weight => Assert.Equal(weight.Item, layer.Weights[weight.Index] * layer.Scales[weight.Index / 3], layer.Scales[weight.Index / 3] * 0.501f));
        // The sum of two products with bytes fits in sixteen bits.
        Assert.All(layer.Weights.Chunk(3), row => Assert.Equal(64, row.Max(weight => Math.Abs((int)weight))));
        Assert.Equal(0.3f, layer.Bias[0] * InputScale * layer.Scales[0], 1e-4f);
        Assert.Equal(-0.07f, layer.Bias[1] * InputScale * layer.Scales[1], 1e-4f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-30f)]
    [InlineData(1e-12f)]
    public void A_bias_beside_weights_of_next_to_nothing_is_kept(float weight)
    {
        var layer = QuantizedLayer.Of([weight, -weight], [1.5f], InputScale);
        Assert.Equal(1.5, layer.Bias[0] * (double)InputScale * layer.Scales[0], 1e-5);
    }

    [Fact]
    public void An_output_that_is_always_zero_stays_zero()
    {
        var layer = QuantizedLayer.Of([0, 0], [0], InputScale);
        Assert.Equal((0, 0, 0), (layer.Weights[0], layer.Weights[1], layer.Bias[0]));
        Assert.True(float.IsNormal(layer.Scales[0]));
    }
}
