using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>
/// The perturbed images that a threat model allows: a ball around each image, cut with the pixel box [0,1].
/// Tensors are [N,C,H,W] float32, eps and step sizes are in pixels. Answers are new tensors without gradients.
/// </summary>
public abstract class PerturbationSet
{
    private protected static readonly long[] PerImage = [1, 2, 3];

    /// <summary>Smallest normal float32: a divisor that changes no quotient but that of zero.</summary>
    private protected const float Smallest = 1.17549435e-38f;

    private protected const double PixelRounding = 1.2e-7;

    private protected PerturbationSet(double eps)
    {
        if (!double.IsFinite(eps) || eps < 0)
            throw new ArgumentOutOfRangeException(nameof(eps), eps, "Epsilon is in pixels, images in [0,1], and not negative.");
        Eps = eps;
    }

    public abstract Norm Norm { get; }

    /// <summary>The ball's radius; 0 leaves the clean image alone.</summary>
    public double Eps { get; }

    /// <summary>The set of a threat model.</summary>
    public static PerturbationSet Of(ThreatModel threat) => threat.Norm switch
    {
        Norm.Linf => new LinfBall(threat.Eps),
        Norm.L2 => new L2Ball(threat.Eps),
        _ => throw new ArgumentOutOfRangeException(nameof(threat), threat.Norm, null),
    };

    /// <summary>Into the ball first, then into the box. That order is feasible: clipping to the box moves pixels toward the image, which is inside.</summary>
    public Tensor Project(Tensor adversarial, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return IntoBall(adversarial, images).Clamp_(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>A step of this size in the direction that raises a linear function the most; not projected.</summary>
    public Tensor Ascend(Tensor adversarial, Tensor gradient, double stepSize)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Steepest(gradient).Mul_(stepSize).Add_(adversarial).MoveToOuterDisposeScope();
    }

    /// <summary>The same with a step size per image, [N,1,1,1].</summary>
    public Tensor Ascend(Tensor adversarial, Tensor gradient, Tensor stepSizes)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Steepest(gradient).mul_(stepSizes).Add_(adversarial).MoveToOuterDisposeScope();
    }

    /// <summary>A random point of the set for each image.</summary>
    /// <param name="images">The clean images.</param>
    /// <param name="noise">Where the randomness comes from.</param>
    /// <param name="indices">Each image's place in its set: what the noise is keyed by.</param>
    /// <param name="region">Anywhere in the ball, or on its surface.</param>
    public Tensor Start(Tensor images, AttackNoise noise, int[] indices, StartRegion region)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var shape = new ImageShape((int)images.shape[1], (int)images.shape[2], (int)images.shape[3]);
        return UnitStart(noise, indices, shape, region, images.device).Mul_(Eps).Add_(images).Clamp_(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>How far each image was moved in this norm, [N].</summary>
    public Tensor Distance(Tensor adversarial, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Length(adversarial - images).flatten().MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="Distance"/> may exceed eps by, because pixels near 1 are stored to 2^-24.</summary>
    public abstract double Rounding(ImageShape shape);

    private protected abstract Tensor IntoBall(Tensor adversarial, Tensor images);

    private protected abstract Tensor Steepest(Tensor gradient);

    private protected abstract Tensor UnitStart(AttackNoise noise, int[] indices, ImageShape shape, StartRegion region, Device device);

    private protected abstract Tensor Length(Tensor perturbation);
}
