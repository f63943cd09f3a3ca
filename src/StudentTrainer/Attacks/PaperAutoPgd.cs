using Rrm.Randomness;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>
/// The "AutoPGD" behind the robust accuracies of the RRM paper: AutoProjectedGradientDescent of the Adversarial Robustness Toolbox 1.7.2,
/// here to compare with those numbers. It is weaker than <see cref="Apgd"/>: the 50 images of a batch share one step size and one best
/// point, chosen by their mean loss, and only the last point of a path is looked at.
/// </summary>
/// <remarks>
/// An image is broken when the last point is misclassified or, as the toolbox then gives that one back, the start.
/// Restarts walk on: each adds its noise to the start before.
/// </remarks>
public sealed class PaperAutoPgd : IAttack
{
    /// <summary>Images that the paper's evaluation hands to the toolbox at a time.</summary>
    public const int BatchSize = 50;

    /// <param name="set">The perturbations allowed.</param>
    /// <param name="steps">At least 1; the paper has 50 on CIFAR-10 and 20 on Restricted ImageNet.</param>
    public PaperAutoPgd(PerturbationSet set, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (Set, Steps) = (set, steps);
    }

    public string Name => "paper-autopgd";

    public PerturbationSet Set { get; }

    public int Steps { get; }

    public double? StepSize => null;

    public int? CoupledImages => BatchSize;

    public Tensor Start(Tensor images, int[] indices, long seed, int restart)
    {
        using var scope = NewDisposeScope();
        var start = images;
        for (var round = 0; round < restart; round++)
            start = Set.Project(Set.Start(start, new AttackNoise(seed, RandomDomain.AttackStart, round), indices, StartRegion.Inside), images);
        return start.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>The mode changes nothing: images that left would change what becomes of the others.</remarks>
    public AttackResult Run(Network network, Tensor images, Tensor labels, Tensor start, AttackMode mode = AttackMode.Verdict)
    {
        using var scope = NewDisposeScope();
        using var frozen = network.Freeze();
        using var trajectory = new PaperTrajectory(Set, Steps, images, start);
        var (startIsWrong, largestLosses) = (zeros_like(labels, ScalarType.Bool), Arithmetic.Full(labels.shape[0], double.NegativeInfinity, labels.device));
        for (var moves = 0; ; moves++)
        {
            using var iteration = NewDisposeScope();
            var here = InputGradient.At(network, trajectory.Points.Value, labels, withGradient: moves < Steps);
            largestLosses.copy_(largestLosses.maximum(here.Losses));
            if (moves == 0)
                startIsWrong.copy_(here.Wrong);
            if (!trajectory.Judge(moves, here) || moves == Steps)
                break;
            trajectory.Move(moves);
        }
        using var _ = no_grad();
        var last = trajectory.Points.Value;
        var lastIsWrong = network.Logits(last).argmax(1).not_equal(labels);
        return new(
            lastIsWrong.logical_or(startIsWrong).MoveToOuterDisposeScope(),
            where(lastIsWrong.view(-1, 1, 1, 1), last, start).MoveToOuterDisposeScope(),
            largestLosses.MoveToOuterDisposeScope());
    }
}
