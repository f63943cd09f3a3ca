using Rrm.Checkpoints;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>A batch that moves as one: step size, best point and halvings follow the mean of the images' losses.</summary>
internal sealed class PaperTrajectory : IDisposable
{
    private const double EnoughIncreases = 0.75; // share of the moves since the last checkpoint
    private const double MoveWeight = 0.75; // against momentum
    private const double LengthFloor = 1e-7; // added to a gradient's length

    private readonly PerturbationSet set;
    private readonly List<int> checkpoints;
    private readonly Tensor images;
    private readonly Rows previous, gradient;
    private readonly Rows best, bestPrevious, bestGradient;
    private double stepSize;
    private float bestLoss, bestLossAtCheckpoint;
    private int increases;

    public PaperTrajectory(PerturbationSet set, int steps, Tensor images, Tensor start)
    {
        (this.set, this.images, checkpoints, stepSize) = (set, images, [.. PaperCheckpoints.Of(steps)], 2 * set.Eps);
        (Points, previous, gradient) = (new(start), new(start), new(start));
        (best, bestPrevious, bestGradient) = (new(start), new(images), new(start));
    }

    public Rows Points { get; }

    /// <summary>Looks at the point that so many moves led to, and goes back to the best one where a checkpoint says so. False when the batch is to stop.</summary>
    public bool Judge(int moves, InputGradient here)
    {
        var loss = here.Losses.mean().item<float>();
        if (moves > 1 && loss == 0)
            return false; // In the toolbox so; a saturated network ends its attack here.
        if (here.Gradient is not null)
            gradient.Set(here.Gradient);
        if (moves == 0)
        {
            (bestLoss, bestLossAtCheckpoint) = (loss, loss);
            bestGradient.Set(gradient.Value);
        }
        else if (moves == 1 ? loss >= bestLoss : loss > bestLoss)
            NoteBest(loss, moves);
        var passed = moves > 1 ? checkpoints.IndexOf(moves - 1) : -1;
        if (passed > 0)
            AtCheckpoint(checkpoints[passed] - checkpoints[passed - 1]);
        return true;
    }

    /// <summary>Moves all points once. Of both projections the box comes first.</summary>
    public void Move(int moves)
    {
        var ahead = Project(Points.Value.Add(Direction().Mul(stepSize)));
        var next = moves == 0 ? ahead : Project(Points.Value.Add((ahead - Points.Value).Mul(MoveWeight)).Add((Points.Value - previous.Value).Mul(1 - MoveWeight)));
        previous.Set(Points.Value);
        Points.Set(next);
    }

    public void Dispose()
    {
        foreach (var rows in (Rows[])[Points, previous, gradient, best, bestPrevious, bestGradient])
            rows.Dispose();
    }

    private void NoteBest(float loss, int moves)
    {
        (bestLoss, increases) = (loss, increases + 1);
        best.Set(Points.Value);
        bestPrevious.Set(moves == 1 ? images : previous.Value);
        bestGradient.Set(gradient.Value);
    }

    // An increase is one over the best so far, not over the move before, so steps are halved sooner than in APGD.
    private void AtCheckpoint(int interval)
    {
        if (increases < EnoughIncreases * interval || bestLoss == bestLossAtCheckpoint)
        {
            stepSize /= 2;
            Points.Set(best.Value);
            previous.Set(bestPrevious.Value);
            gradient.Set(bestGradient.Value);
        }
        (increases, bestLossAtCheckpoint) = (0, bestLoss);
    }

    private Tensor Direction() => set.Norm == Norm.Linf
        ? gradient.Value.sign()
        : gradient.Value / gradient.Value.Square().sum([1, 2, 3], keepdim: true).sqrt().Add(LengthFloor);

    private Tensor Project(Tensor points) => set.Project(points.Clamp(0, 1), images);
}
