using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>The cross-entropy of each image, and where it grows. Needs a frozen network, so that parameters take no gradients.</summary>
/// <param name="Losses">[N], detached.</param>
/// <param name="Wrong">[N] bool, whether the prediction is not the label.</param>
/// <param name="Gradient">Of the losses' sum with respect to the pixels, [N,C,H,W], in fp16 times a constant; null when it was not asked for.</param>
internal sealed record InputGradient(Tensor Losses, Tensor Wrong, Tensor? Gradient)
{
    // In half precision a gradient below 6e-8 is zero, and the attack stands still there; steps look at its direction only, so a factor changes nothing else.
    private const float HalfScale = 128;

    /// <summary>One forward and, for the gradient, one backward pass. The sum keeps images independent of the batch they are in.</summary>
    public static InputGradient At(Network network, Tensor images, Tensor labels, bool withGradient = true)
    {
        using var scope = NewDisposeScope();
        using var mode = set_grad_enabled(withGradient);
        var input = images.detach().requires_grad_(withGradient);
        var logits = network.Logits(input);
        var losses = F.cross_entropy(logits, labels, reduction: nn.Reduction.None);
        var gradient = !withGradient ? null : network.Precision == Precision.Float16
            ? autograd.grad([losses.sum().Mul(HalfScale)], [input])[0].nan_to_num_().MoveToOuterDisposeScope()
            : autograd.grad([losses.sum()], [input])[0].MoveToOuterDisposeScope();
        return new(losses.detach().MoveToOuterDisposeScope(), logits.argmax(1).not_equal(labels).MoveToOuterDisposeScope(), gradient);
    }

    /// <summary>The rows at these positions, [M] int64.</summary>
    public InputGradient Keep(Tensor positions) =>
        new(Losses.index_select(0, positions), Wrong.index_select(0, positions), Gradient?.index_select(0, positions));
}
