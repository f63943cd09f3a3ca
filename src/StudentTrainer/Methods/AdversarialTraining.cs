using Rrm.Checkpoints;
using Rrm.Randomness;
using Rrm.StudentTrainer.Attacks;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// Cross-entropy on images perturbed against the network itself. Methods of this family differ in the attack:
/// <see cref="Standard"/> and <see cref="SingleStep"/>.
/// </summary>
public sealed class AdversarialTraining : TrainingMethod
{
    private readonly Func<PerturbationSet, Pgd> attackOn;
    private readonly StartRegion start;
    private readonly PerturbOptions perturb;
    private readonly double warmup;
    private readonly long seed;

    private AdversarialTraining(ThreatModel threat, Func<PerturbationSet, Pgd> attackOn, StartRegion start, PerturbOptions perturb, double warmup, long seed) =>
        (ThreatModel, this.attackOn, this.start, this.perturb, this.warmup, this.seed) = (threat, attackOn, start, perturb, warmup, seed);

    public override ThreatModel ThreatModel { get; }

    /// <summary>
    /// SAT (Madry et al.; the authors' teachers): several PGD steps in evaluation mode from a random start, and of all points met the one of largest loss.
    /// </summary>
    /// <param name="threat">The perturbations.</param>
    /// <param name="steps">PGD steps, 7 in the paper.</param>
    /// <param name="stepShare">Step size as a share of epsilon; null takes <see cref="Pgd.StepShare"/>.</param>
    /// <param name="warmup">Share of the run over which epsilon grows from zero.</param>
    /// <param name="seed">Of the random starts.</param>
    public static AdversarialTraining Standard(ThreatModel threat, int steps, double? stepShare, double warmup, long seed)
    {
        var start = threat.Norm == Norm.L2 ? StartRegion.Surface : StartRegion.Inside;
        return new(threat, set => new Pgd(set, steps, stepShare * set.Eps), start, new PerturbOptions(KeepBest: true), warmup, seed);
    }

    /// <summary>FGSM-RS (Wong et al. 2020): one step of 1.25 epsilon from a uniform start, in training mode.</summary>
    /// <inheritdoc cref="Standard"/>
    public static AdversarialTraining SingleStep(ThreatModel threat, double warmup, long seed) =>
        new(threat, set => Pgd.SingleStep(set), StartRegion.Inside, new PerturbOptions(TrainMode: true), warmup, seed);

    public override StepLoss Loss(TrainingStep step)
    {
        var set = PerturbationSet.Of(ThreatModel with { Eps = ThreatModel.Eps * (warmup > 0 ? Math.Min(1, step.Progress / warmup) : 1) });
        var noise = new AttackNoise(seed, RandomDomain.TrainingAttack, step.Batch.Epoch);
        var from = set.Start(step.Images, noise, step.Batch.Indices, start);
        var attacked = attackOn(set).Perturb(step.Network, step.Images, step.Labels, from, perturb with { Precision = step.Network.Precision });
        var logits = step.Network.Logits(attacked);
        return new(F.cross_entropy(logits, step.Labels), logits);
    }
}
