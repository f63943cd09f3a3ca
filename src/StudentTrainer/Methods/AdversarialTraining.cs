using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.Randomness;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Methods;

/// <summary>Cross-entropy on images perturbed against the network itself. Methods of this family differ in the attack.</summary>
/// <param name="ladder">The attack, and behind it those to turn to when training collapses. A guard watches over all but the last.</param>
/// <param name="warmup">Share of the run over which epsilon grows from zero.</param>
/// <param name="seed">Of the random starts.</param>
public sealed class AdversarialTraining(IReadOnlyList<TrainingAttack> ladder, double warmup, long seed) : TrainingMethod
{
    private const string RungName = "attack_rung", BestName = "best_under_pgd";
    private readonly CollapseGuard guard = new(seed);
    private int rung;
    private float bestUnderPgd;

    public override ThreatModel ThreatModel => ladder[0].Threat;

    public override bool MayTurnBack => rung < ladder.Count - 1;

    public override int HeldOut(int images) => ladder.Count > 1 ? CollapseGuard.ProbeOf(images) : 0;

    public override StepLoss Loss(TrainingStep step)
    {
        var noise = new AttackNoise(seed, RandomDomain.TrainingAttack, step.Batch.Epoch);
        var attacked = ladder[rung].Perturb(step.Network, step.Images, step.Labels, noise, step.Batch.Indices, EpsilonShare(step.Progress));
        var logits = step.Network.Logits(attacked);
        return new(F.cross_entropy(logits, step.Labels), logits);
    }

    public override Setback? Review(Network network, ImageSet images, double progress)
    {
        if (!MayTurnBack || HeldOut(images.Count) is not (> 0 and var probe))
            return null;
        var reading = guard.Look(network, images, probe, ladder[rung], EpsilonShare(progress));
        if (reading.HasCollapsedFrom(bestUnderPgd))
        {
            var next = rung + 1;
            return new($"The network has learned to evade its own attack: {reading}, {bestUnderPgd:P0} at best before. On with {ladder[next]}.", () => rung = next);
        }
        bestUnderPgd = Math.Max(bestUnderPgd, (float)reading.UnderPgd);
        return null;
    }

    public override IEnumerable<KeyValuePair<string, TensorData>> Export() => ladder.Count == 1 ? [] :
        [new(RungName, TensorData.Of(rung)), new(BestName, TensorData.Of([bestUnderPgd]))];

    public override void Restore(IReadOnlyDictionary<string, TensorData> state, Device device)
    {
        if (ladder.Count > 1)
            (rung, bestUnderPgd) = ((int)BitConverter.ToInt64(state[RungName].Bytes.Span), state[BestName].Floats[0]);
    }

    private double EpsilonShare(double progress) => warmup > 0 ? Math.Min(1, progress / warmup) : 1;
}
