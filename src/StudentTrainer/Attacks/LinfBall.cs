using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>No value changes by more than eps.</summary>
public sealed class LinfBall(double eps) : PerturbationSet(eps)
{
    public override Norm Norm => Norm.Linf;

    public override double Rounding(ImageShape shape) => PixelRounding;

    private protected override Tensor IntoBall(Tensor adversarial, Tensor images) => adversarial.maximum(images.Sub(Eps)).minimum(images.Add(Eps));

    private protected override Tensor Steepest(Tensor gradient) => gradient.sign();

    private protected override Tensor UnitStart(AttackNoise noise, int[] indices, ImageShape shape, StartRegion region, Device device)
    {
        var uniform = noise.Uniform(indices, shape, device);
        return region == StartRegion.Inside ? uniform : uniform.div_(Length(uniform).ClampMin_(Smallest));
    }

    private protected override Tensor Length(Tensor perturbation) => perturbation.abs().amax(PerImage, keepdim: true);
}
