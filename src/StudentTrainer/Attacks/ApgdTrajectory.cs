using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>Steps with momentum, halved where an image makes too little progress, which then goes on from its best point.</summary>
internal sealed class ApgdTrajectory : Trajectory
{
    private const double EnoughIncreases = 0.75; // ρ, share of an interval's moves
    private const double MoveWeight = 0.75; // against momentum

    private readonly PerturbationSet set;
    private readonly IReadOnlyList<int> checkpoints;
    private readonly Rows stepSizes, previous;
    private readonly Rows best, bestGradient, bestLosses;
    private readonly Rows lastLosses, increases, bestAtCheckpoint, wasHalved;
    private int passed; // checkpoints

    public ApgdTrajectory(PerturbationSet set, int steps, Tensor images, Tensor labels, Tensor start)
        : base(images, labels, start)
    {
        using var scope = NewDisposeScope();
        (this.set, checkpoints) = (set, ApgdCheckpoints.Of(steps));
        var none = zeros(start.shape[0], ScalarType.Float32, start.device);
        (previous, best, bestGradient) = (Remember(start), Remember(start), Remember(start));
        stepSizes = Remember(none.Add(2 * set.Eps).view(-1, 1, 1, 1));
        bestLosses = Remember(none.Add(double.NegativeInfinity));
        (increases, bestAtCheckpoint) = (Remember(none), Remember(none));
        // The reference compares the first move's loss with an array slot that still holds zero, not with the start's loss: kept for parity.
        lastLosses = Remember(none);
        // True at first, so that the first checkpoint looks at increases only.
        wasHalved = Remember(ones_like(none, ScalarType.Bool));
    }

    public override void Advance(int step, InputGradient here)
    {
        NoteBest(here);
        var gradient = step == 0 ? here.Gradient! : AfterMove(step, here);
        var momentum = Points.Value - previous.Value;
        previous.Set(Points.Value);
        var ahead = set.Project(set.Ascend(Points.Value, gradient, stepSizes.Value), Images.Value);
        var weight = step == 0 ? 1 : MoveWeight;
        Points.Set(set.Project(Points.Value.Add((ahead - Points.Value).Mul_(weight)).Add(momentum.Mul_(1 - weight)), Images.Value));
    }

    private void NoteBest(InputGradient here)
    {
        var better = here.Losses > bestLosses.Value;
        best.SetWhere(better, Points.Value);
        bestGradient.SetWhere(better, here.Gradient!);
        bestLosses.SetWhere(better, here.Losses);
    }

    /// <summary>Counts an increase and, at a checkpoint, halves steps. The gradient at the points to go on from.</summary>
    private Tensor AfterMove(int step, InputGradient here)
    {
        increases.Set(increases.Value.Add((here.Losses > lastLosses.Value).to(ScalarType.Float32)));
        lastLosses.Set(here.Losses);
        return passed < checkpoints.Count && step == checkpoints[passed] ? AtCheckpoint(here) : here.Gradient!;
    }

    private Tensor AtCheckpoint(InputGradient here)
    {
        var interval = checkpoints[passed] - (passed == 0 ? 0 : checkpoints[passed - 1]);
        var tooFewIncreases = increases.Value.Le(EnoughIncreases * interval);
        var stalled = wasHalved.Value.logical_not().logical_and(bestAtCheckpoint.Value >= bestLosses.Value);
        var halve = tooFewIncreases.logical_or(stalled);

        stepSizes.SetWhere(halve, stepSizes.Value.Mul(0.5));
        Points.SetWhere(halve, best.Value); // momentum is not reset: the next one leads from the point before the last move
        wasHalved.Set(halve);
        bestAtCheckpoint.Set(bestLosses.Value);
        increases.Value.zero_();
        passed++;
        return where(halve.view(-1, 1, 1, 1), bestGradient.Value, here.Gradient!);
    }
}
