using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>Gradients with respect to pixels, for those who look at their direction only.</summary>
internal static class PixelGradient
{
    // In half precision a gradient below 6e-8 is zero, and whoever follows it stands still; a factor changes no direction.
    private const float HalfScale = 128;

    /// <summary>Of the values' sum, [N,C,H,W]; in fp16 times a constant.</summary>
    public static Tensor Of(Tensor values, Tensor pixels, Precision precision) => precision == Precision.Float16
        ? Finite(autograd.grad([values.sum().Mul(HalfScale)], [pixels])[0], precision)
        : autograd.grad([values.sum()], [pixels])[0];

    /// <summary>The gradient with, in fp16, overflowed entries made finite: one step to NaN would be followed by no other. In place.</summary>
    public static Tensor Finite(Tensor gradient, Precision precision) => precision == Precision.Float16 ? gradient.nan_to_num_() : gradient;
}
