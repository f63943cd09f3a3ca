using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>The whole change of an image is no longer than eps.</summary>
public sealed class L2Ball(double eps) : PerturbationSet(eps)
{
    public override Norm Norm => Norm.L2;

    public override double Rounding(ImageShape shape) => PixelRounding * Math.Sqrt(shape.Elements);

    private protected override Tensor IntoBall(Tensor adversarial, Tensor images)
    {
        var perturbation = adversarial - images;
        var shrink = Length(perturbation).ClampMin_(Smallest).reciprocal_().Mul_(Eps).ClampMax_(1);
        return perturbation.mul_(shrink).Add_(images);
    }

    // Scaled by the largest entry first: a confident network's gradient is below 1e-20, where squares vanish in float32 and
    // the attack would stand still, which looks like robustness.
    private protected override Tensor Steepest(Tensor gradient)
    {
        var scaled = gradient / gradient.abs().amax(PerImage, keepdim: true).ClampMin_(Smallest);
        return scaled.div_(Length(scaled).ClampMin_(Smallest));
    }

    private protected override Tensor UnitStart(AttackNoise noise, int[] indices, ImageShape shape, StartRegion region, Device device)
    {
        var gaussian = noise.Gaussian(indices, shape, device);
        gaussian.div_(Length(gaussian).ClampMin_(Smallest));
        return region == StartRegion.Surface ? gaussian : gaussian.mul_(noise.Radii(indices, shape.Elements, device));
    }

    private protected override Tensor Length(Tensor perturbation) => perturbation.Square().sum(PerImage, keepdim: true).sqrt_();
}
