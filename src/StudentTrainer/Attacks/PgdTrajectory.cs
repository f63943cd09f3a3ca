using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>Fixed steps along the gradient.</summary>
internal sealed class PgdTrajectory(PerturbationSet set, double stepSize, Tensor images, Tensor labels, Tensor start) : Trajectory(images, labels, start)
{
    public override void Advance(int step, InputGradient here) =>
        Points.Set(set.Project(set.Ascend(Points.Value, here.Gradient!, stepSize), Images.Value));
}
