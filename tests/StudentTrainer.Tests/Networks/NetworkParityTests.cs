using Rrm.Images;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Networks;

public sealed class NetworkParityTests
{
    [Theory]
    [InlineData("dnn")]
    [InlineData("vgg11")]
    [InlineData("vgg19")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("alexnet")]
    [InlineData("vgg16")]
    [InlineData("resnet50-imagenet")]
    public void Outputs_equal_PyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var checkpoint = Goldens.Checkpoint(name);
        using var network = Network.Load(checkpoint, CPU);
        var (representation, logits) = network.Forward(TestImages.Of(checkpoint.Architecture.Input));

        AssertClose(Goldens.Tensor($"{name}/representation").Floats, representation);
        AssertClose(Goldens.Tensor($"{name}/logits").Floats, logits);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, Tensor actual)
    {
        var values = actual.data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        var tolerance = 1e-4f * expected.ToArray().Max(MathF.Abs);
        for (var index = 0; index < values.Length; index++)
            Assert.Equal(expected[index], values[index], tolerance);
    }
}
