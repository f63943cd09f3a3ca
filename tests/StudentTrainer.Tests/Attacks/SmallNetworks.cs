using Rrm.Architectures;
using Rrm.Images;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Attacks;

/// <summary>Networks that take milliseconds.</summary>
internal static class SmallNetworks
{
    public static readonly ImageShape Shape = new(3, 8, 8);

    private static readonly Normalization Normalization = new([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]);

    /// <summary>Convolution, batch norm, dropout: everything that has a mode, a buffer or a random draw.</summary>
    public static Network Convolutional(int classes = 4) => Network.Create(
        new Architecture("small", Shape,
            [new Convolution("conv", 8, 3, Padding: 1), new BatchNorm("norm"), new ReLU(), new MaxPool(2, 2), new Flatten(), new Linear("hidden", 16), new ReLU(), new Dropout(0.3)],
            [new Linear("head", classes)]),
        Normalization, seed: 3, CPU);

    /// <summary>Logits that are affine in the pixels.</summary>
    public static Network Linear(int classes = 4) =>
        Network.Create(new Architecture("linear", Shape, [new Flatten()], [new Linear("head", classes)]), Normalization, seed: 5, CPU);

    /// <summary>Random images [count,3,8,8] in [low, high] and the labels that the network gives them.</summary>
    public static (Tensor Images, Tensor Labels) Data(Network network, int count, float low = 0, float high = 1)
    {
        using var _ = no_grad();
        using var frozen = network.Freeze();
        var values = Goldens.Uniform("small", count * Shape.Elements).Select(u => (float)(low + (high - low) * u)).ToArray();
        var images = tensor(values, [count, Shape.Channels, Shape.Height, Shape.Width]);
        return (images, network.Logits(images).argmax(1));
    }
}
