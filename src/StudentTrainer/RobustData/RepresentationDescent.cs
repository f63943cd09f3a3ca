using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.RobustData;

/// <summary>
/// Moves images until a teacher represents them as it represents others (Ilyas et al. 2019, arXiv 1905.02175, as in the RRM paper's
/// baseline RDT): steps of fixed length down the gradient of the l2 distance, clipped to [0,1], and of all points met the nearest.
/// One forward and one backward pass a step.
/// </summary>
/// <param name="teacher">Whose representations; used by this thread alone.</param>
/// <param name="steps">Moves.</param>
/// <param name="stepSize">Length of a move in pixels.</param>
/// <param name="precision">Of the teacher while images move.</param>
internal sealed class RepresentationDescent(Network teacher, int steps, double stepSize, Precision precision)
{
    // The ball is never applied: only the direction of an l2 step is taken from it.
    private static readonly L2Ball Direction = new(double.MaxValue);

    /// <summary>Moves a batch.</summary>
    /// <param name="sources">[N,C,H,W] in [0,1]: the images to be represented like.</param>
    /// <param name="starts">[N,C,H,W] in [0,1]: where to start from.</param>
    /// <param name="moved">Told after each move how many were made.</param>
    /// <param name="cancellation">Stops between two moves.</param>
    public RobustImages Run(Tensor sources, Tensor starts, Action<int> moved, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var exact = teacher.Freeze();
        var targets = Represent(sources);
        var nearest = Descend(starts, targets, moved, cancellation);
        var stored = nearest.Mul(255).round_().to(ScalarType.Byte);
        return new(stored.cpu().contiguous().bytes.ToArray(), DistancesOf(starts, targets), DistancesOf(stored.to(ScalarType.Float32).Div_(255), targets));
    }

    private Tensor Descend(Tensor starts, Tensor targets, Action<int> moved, CancellationToken cancellation)
    {
        using var frozen = teacher.Freeze(precision);
        var (current, nearest) = (starts.clone(), starts.clone());
        var smallest = Arithmetic.Full(starts.shape[0], double.PositiveInfinity, starts.device);
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var iteration = NewDisposeScope();
            var input = current.detach().requires_grad_();
            var distances = Distances(input, targets);
            var gradient = PixelGradient.Of(distances, input, precision);
            KeepNearer(distances.detach());
            current.copy_(Direction.Ascend(current, gradient, -stepSize).Clamp_(0, 1));
            moved(step + 1);
        }
        using (no_grad())
            KeepNearer(Distances(current, targets));
        return nearest;

        void KeepNearer(Tensor distances)
        {
            nearest.copy_(where((distances < smallest).view(-1, 1, 1, 1), current, nearest));
            smallest.copy_(distances.minimum(smallest));
        }
    }

    private Tensor Represent(Tensor images)
    {
        using var _ = no_grad();
        return teacher.Forward(images).Representation;
    }

    private Tensor Distances(Tensor images, Tensor targets) => (teacher.Forward(images).Representation - targets).norm(1);

    private float[] DistancesOf(Tensor images, Tensor targets)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Distances(images, targets).cpu().data<float>().ToArray();
    }
}
