using Rrm.Checkpoints;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Networks;

public sealed class FoldedBatchNormTests
{
    [Theory]
    [InlineData("vgg11")]
    [InlineData("resnet18")]
    public void A_folded_classifier_answers_as_the_original(string name)
    {
        using var scope = NewDisposeScope();
        using var no = no_grad();
        var folded = FoldedBatchNorm.Of(Goldens.Checkpoint(name));
        Assert.DoesNotContain(folded.Architecture.Tensors, tensor => tensor.Name.EndsWith("running_mean", StringComparison.Ordinal));
        using var network = Network.Load(folded, CPU);
        using var frozen = network.Freeze();

        var (representation, logits) = network.Forward(TestImages.Of(folded.Architecture.Input));

        AssertClose($"{name}/representation", representation);
        AssertClose($"{name}/logits", logits);
    }

    [Fact]
    public void A_batch_norm_elsewhere_stays()
    {
        using var scope = NewDisposeScope();
        var original = new Architectures.Architecture("odd", TestData.Shape,
            [new Architectures.BatchNorm("first"), new Architectures.Convolution("conv", 4, 3), new Architectures.ReLU(), new Architectures.BatchNorm("late"), new Architectures.Flatten()],
            [new Architectures.Linear("classifier", 2)]);
        using var network = Network.Create(original, Images.Normalization.Centred, seed: 1, CPU);
        var checkpoint = new Checkpoint(ModelManifest.Of(original, ["a", "b"], network.Normalization), original, network.Export());
        Assert.True(FoldedBatchNorm.Of(checkpoint).Architecture.Describes(original));
    }

    private static void AssertClose(string golden, Tensor actual)
    {
        var expected = tensor(Goldens.Tensor(golden).Floats.ToArray(), actual.shape);
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, 1e-4 * expected.abs().max().item<float>());
    }
}
