using Rrm.Checkpoints;
using Rrm.Randomness;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>Projected gradient ascent on the cross-entropy with a fixed step size (Madry et al., arXiv 1706.06083).</summary>
public sealed class Pgd : IAttack
{
    private const double RelativeSingleStep = 1.25; // Wong et al., "Fast is better than free", arXiv 2001.03994

    private readonly double stepSize;

    /// <param name="set">The perturbations allowed.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="stepSize">In pixels; null takes <see cref="StepShare"/> of eps.</param>
    public Pgd(PerturbationSet set, int steps, double? stepSize = null)
        : this("pgd", set, steps, stepSize ?? StepShare(set.Norm) * set.Eps)
    {
    }

    private Pgd(string name, PerturbationSet set, int steps, double stepSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(stepSize);
        (Name, Set, Steps, this.stepSize) = (name, set, steps, stepSize);
    }

    public string Name { get; }

    public PerturbationSet Set { get; }

    public int Steps { get; }

    public double? StepSize => stepSize;

    public int? CoupledImages => null;

    /// <summary>The default step size as a share of eps, that of the RRM authors: 2/255 for l∞ 8/255, 0.2 for l2 1.</summary>
    public static double StepShare(Norm norm) => norm == Norm.L2 ? 1.0 / 5 : 1.0 / 4;

    /// <summary>FGSM from a random start: a single step, of 1.25 eps unless said otherwise.</summary>
    public static Pgd SingleStep(PerturbationSet set, double? stepSize = null) => new("fgsm", set, 1, stepSize ?? RelativeSingleStep * set.Eps);

    public Tensor Start(Tensor images, int[] indices, long seed, int restart) =>
        Set.Start(images, new AttackNoise(seed, RandomDomain.AttackStart, restart - 1), indices, StartRegion.Inside);

    public AttackResult Run(Network network, Tensor images, Tensor labels, Tensor start, AttackMode mode = AttackMode.Verdict) =>
        AttackRun.Of(new PgdTrajectory(Set, stepSize, images, labels, start), network, Steps, mode);

    /// <summary>
    /// Perturbs a training batch: [N,C,H,W], no gradients attached. Parameters and mode of the network are as before; its running
    /// statistics too, unless <see cref="PerturbOptions.TrainMode"/>.
    /// </summary>
    public Tensor Perturb(Network network, Tensor images, Tensor labels, Tensor start, PerturbOptions? options = null)
    {
        options ??= new();
        using var scope = NewDisposeScope();
        using var frozen = network.Freeze(options.Precision);
        network.IsTraining = options.TrainMode;
        var (current, best, bestLosses) = (start.detach().clone(), start.detach().clone(), Arithmetic.Full(labels.shape[0], double.NegativeInfinity, labels.device));
        for (var step = 0; step < Steps; step++)
        {
            using var iteration = NewDisposeScope();
            var point = InputGradient.At(network, current, labels);
            if (options.KeepBest)
                KeepBetter(current, point.Losses);
            current.copy_(Set.Project(Set.Ascend(current, point.Gradient!, stepSize), images));
        }
        if (options.KeepBest)
            KeepBetter(current, InputGradient.At(network, current, labels, withGradient: false).Losses);
        return (options.KeepBest ? best : current).MoveToOuterDisposeScope();

        void KeepBetter(Tensor points, Tensor losses)
        {
            best.copy_(where((losses > bestLosses).view(-1, 1, 1, 1), points, best));
            bestLosses.copy_(losses.maximum(bestLosses));
        }
    }
}
