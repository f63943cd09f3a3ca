using Rrm.Checkpoints;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Networks;

public sealed class TemperatureTests
{
    private static readonly Checkpoint Dnn = Goldens.Checkpoint("dnn");

    [Fact]
    public void A_checkpoints_temperature_divides_the_logits_and_leaves_the_representation()
    {
        using var scope = NewDisposeScope();
        using var plain = Network.Load(Dnn, CPU);
        using var tempered = Network.Load(Dnn with { Manifest = Dnn.Manifest with { Temperature = 30 } }, CPU);
        var images = TestImages.Of(Dnn.Architecture.Input);
        var (expected, actual) = (plain.Forward(images), tempered.Forward(images));
        Assert.True(actual.Representation.Equals(expected.Representation));
        Assert.True(actual.Logits.allclose(expected.Logits / 30, 1e-6, 0));
        tempered.Temperature = 1;
        Assert.True(tempered.Logits(images).Equals(expected.Logits));
    }

    [Fact]
    public void Gradients_are_divided_too()
    {
        using var scope = NewDisposeScope();
        using var network = Network.Load(Dnn, CPU);
        var plain = GradientOfSum(network);
        network.Temperature = 30;
        var difference = (GradientOfSum(network) - plain / 30).norm().item<float>();
        Assert.InRange(difference, 0, 1e-4 * plain.norm().item<float>() / 30);
    }

    private static Tensor GradientOfSum(Network network)
    {
        using var frozen = network.Freeze();
        var images = TestImages.Of(Dnn.Architecture.Input).requires_grad_();
        return autograd.grad([network.Logits(images).sum()], [images])[0];
    }
}
