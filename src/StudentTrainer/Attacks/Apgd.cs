using Rrm.Randomness;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>
/// AutoPGD on the cross-entropy (Croce and Hein, "Reliable evaluation of adversarial robustness…", arXiv 2003.01690), with the semantics
/// of the authors' code: every image has its own step size, best point and checkpoints.
/// </summary>
public sealed class Apgd : IAttack
{
    /// <param name="set">The perturbations allowed.</param>
    /// <param name="steps">At least 1; the authors use 100.</param>
    public Apgd(PerturbationSet set, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (Set, Steps) = (set, steps);
    }

    public string Name => "apgd-ce";

    public PerturbationSet Set { get; }

    public int Steps { get; }

    public double? StepSize => null;

    public int? CoupledImages => null;

    public Tensor Start(Tensor images, int[] indices, long seed, int restart) =>
        Set.Start(images, new AttackNoise(seed, RandomDomain.AttackStart, restart - 1), indices, StartRegion.Surface);

    public AttackResult Run(Network network, Tensor images, Tensor labels, Tensor start, AttackMode mode = AttackMode.Verdict) =>
        AttackRun.Of(new ApgdTrajectory(Set, Steps, images, labels, start), network, Steps, mode);
}
