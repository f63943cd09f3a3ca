using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>The cross-entropy of each image, and where it grows. Needs a frozen network, so that parameters take no gradients.</summary>
/// <param name="Losses">[N], detached.</param>
/// <param name="Wrong">[N] bool, whether the prediction is not the label.</param>
/// <param name="Gradient">Of the losses' sum with respect to the pixels, [N,C,H,W], in fp16 times a constant; null when it was not asked for.</param>
internal sealed record InputGradient(Tensor Losses, Tensor Wrong, Tensor? Gradient)
{
    /// <summary>One forward and, for the gradient, one backward pass. The sum keeps images independent of the batch they are in.</summary>
    public static InputGradient At(Network network, Tensor images, Tensor labels, bool withGradient = true)
    {
        using var scope = NewDisposeScope();
        using var mode = set_grad_enabled(withGradient);
        var input = images.detach().requires_grad_(withGradient);
        var logits = network.Logits(input);
        var losses = F.cross_entropy(logits, labels, reduction: nn.Reduction.None);
        var gradient = withGradient ? PixelGradient.Of(losses, input, network.Precision).MoveToOuterDisposeScope() : null;
        return new(losses.detach().MoveToOuterDisposeScope(), logits.argmax(1).not_equal(labels).MoveToOuterDisposeScope(), gradient);
    }

    /// <summary>The rows at these positions, [M] int64.</summary>
    public InputGradient Keep(Tensor positions) =>
        new(Losses.index_select(0, positions), Wrong.index_select(0, positions), Gradient?.index_select(0, positions));
}
