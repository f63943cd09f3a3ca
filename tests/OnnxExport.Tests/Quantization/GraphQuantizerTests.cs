using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport.Quantization;
using Rrm.OnnxExport.Schema;

namespace Rrm.OnnxExport.Tests.Quantization;

public sealed class GraphQuantizerTests
{
    private const int Channels = 3, Height = 7, Width = 6, Outputs = 5, Kernel = 3, Stride = 2, Padding = 1, Images = 4;
    private static readonly ImageShape shape = new(Channels, Height, Width);

    [Fact]
    public void A_convolution_is_arithmetic_of_integers()
    {
        var architecture = new Architecture("one", shape, [new Convolution("c", Outputs, Kernel, Stride, Padding), new ReLU(), new Flatten()], [new Linear("head", 3)]);
        var real = OnnxModelBuilder.Build(Goldens.Checkpoint(architecture, Normalization.Cifar10));
        var model = GraphQuantizer.Quantize(real, tensor => tensor.StartsWith("Div", StringComparison.Ordinal) ? ByteGrid.Covering(-2, 2.15f) : ByteGrid.Covering(0, 1.5f));

        var expected = Simulate(new Constants(model.Graph), out var scale);

        var actual = Answers.Of(model, new SpreadImages(GoldenImages.Set("test", shape, 3, Images, salt: 0), Images), TestContext.Current.CancellationToken).Representations.SelectMany(row => row).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.Contains(actual, value => value == 0); // below zero but for the ReLU
        Assert.Contains(actual, value => value >= 1.499f); // and beyond the grid
        // A sum that lies between two steps may fall on either.
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1.001f * scale));
        Assert.InRange(expected.Zip(actual).Count(pair => Math.Abs(pair.First - pair.Second) < 0.01f * scale), 0.99 * expected.Length, expected.Length);
    }

    [Fact]
    public void Every_layer_has_a_quantised_form_that_answers_nearly_as_the_real_one()
    {
        // A ReLU behind a pool, one behind what is read twice, pools of all kinds, a sum with and one without a ReLU behind it, a linear layer without bias.
        var architecture = new Architecture("odd", new ImageShape(3, 12, 8),
            [
                new Convolution("a", 8, 3, Padding: 1, Bias: false), new MaxPool(3, 1, 1), new ReLU(), new Residual([new Convolution("b", 8, 3, Padding: 1)], []), new ReLU(),
                new Residual([new Convolution("c", 8, 1)], [new Convolution("d", 8, 1, Bias: false)]), new AdaptiveAveragePool(4), new AdaptiveAveragePool(4),
                new Flatten(), new Flatten(), new Dropout(0.5), new Linear("e", 24, Bias: false),
            ],
            [new ReLU(), new ReLU(), new Linear("f", 10), new Dropout(0.5)]);
        var checkpoint = Goldens.Checkpoint(architecture, Normalization.Cifar10);

        var (model, fidelity) = Int8Teacher.Make(checkpoint with { Manifest = checkpoint.Manifest with { Temperature = 2 } }, new(GoldenImages.Dataset(architecture.Input, 10)), TestContext.Current.CancellationToken);

        Assert.InRange(fidelity.RepresentationCosine, 0.999, 1.0001);
        Assert.InRange(fidelity.RepresentationRelativeError, 0, 0.05);
        Assert.Equal(["images"], model.Graph.Input.Select(input => input.Name));
        Assert.Equal(["representation", "logits"], model.Graph.Output.Select(output => output.Name));
    }

    [Fact]
    public void What_the_graph_holds_is_eight_bits_a_weight()
    {
        var architecture = ArchitectureCatalog.Create("vgg-small", 10);
        var real = OnnxModelBuilder.Build(FoldedBatchNorm.Of(Goldens.Checkpoint(architecture, Normalization.Cifar10)));
        var model = GraphQuantizer.Quantize(real, _ => new(0.1f, 0));

        Assert.InRange((double)model.CalculateSize() / real.CalculateSize(), 0.25, 0.3);
        Assert.DoesNotContain(model.Graph.Node, node => node.OpType is "Relu" or "BatchNormalization");
    }

    /// <summary>The convolution by hand, from the integers in the graph.</summary>
    private static float[] Simulate(Constants constants, out float scale)
    {
        var (imageScale, imageZero) = (constants.Of<float>("Div_2.scale")[0], constants.Of<byte>("Div_2.zero_point")[0]);
        var (weights, weightScales, bias) = (constants.Of<sbyte>("c.weight"), constants.Of<float>("c.weight.scale"), constants.Of<int>("Conv_3.bias"));
        scale = constants.Of<float>("Relu_4.scale")[0];
        Assert.Equal(0, constants.Of<byte>("Relu_4.zero_point")[0]);
        var pixels = Goldens.Images(Images, shape);
        var (rows, columns) = ((Height + 2 * Padding - Kernel) / Stride + 1, (Width + 2 * Padding - Kernel) / Stride + 1);
        var result = new List<float>();
        for (var image = 0; image < Images; image++)
            for (var output = 0; output < Outputs; output++)
                for (var place = 0; place < rows * columns; place++)
                {
                    var sum = bias[output];
                    for (var tap = 0; tap < Channels * Kernel * Kernel; tap++)
                    {
                        var (channel, y, x) = (tap / (Kernel * Kernel), place / columns * Stride - Padding + tap / Kernel % Kernel, place % columns * Stride - Padding + tap % Kernel);
                        if (y is >= 0 and < Height && x is >= 0 and < Width)
                            sum += weights[output * Channels * Kernel * Kernel + tap] * (Rounded(pixels[((image * Channels + channel) * Height + y) * Width + x], channel) - imageZero);
                    }
                    result.Add(scale * Math.Clamp(MathF.Round(sum * (imageScale * weightScales[output] / scale)), 0, 255));
                }
        return [.. result];

        int Rounded(byte pixel, int channel) => (int)Math.Clamp(
            MathF.Round((pixel / 255f - (float)Normalization.Cifar10.Mean[channel]) / (float)Normalization.Cifar10.Std[channel] / imageScale) + imageZero, 0, 255);
    }

    private sealed class Constants(GraphProto graph)
    {
        public T[] Of<T>(string name) where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(graph.Initializer.Single(constant => constant.Name == name).RawData.Span).ToArray();
    }
}
