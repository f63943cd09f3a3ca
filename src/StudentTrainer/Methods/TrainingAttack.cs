using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Training;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Methods;

/// <summary>How training examples are made: projected gradient ascent, with everything in which methods differ.</summary>
/// <param name="Threat">The perturbations of the finished run; epsilon may grow up to theirs.</param>
/// <param name="Steps">At least 1.</param>
/// <param name="StepShare">Size of a step as a share of epsilon.</param>
/// <param name="BatchNorm">What batch norm does meanwhile.</param>
public sealed record TrainingAttack(ThreatModel Threat, int Steps, double StepShare, BatchNormMode BatchNorm)
{
    /// <summary>Where the steps begin.</summary>
    public StartRegion Start { get; init; } = StartRegion.Inside;

    /// <summary>Whether the answer is each image's point of largest loss, start and end included, rather than the end.</summary>
    public bool KeepBest { get; init; }

    /// <summary>Forward passes' worth of work for one batch: two a step (forward, and backward to the pixels), one more to judge the end.</summary>
    public int Cost => 2 * Steps + (KeepBest ? 1 : 0);

    /// <summary>SAT's (Madry et al.; the authors' robustness/attacker.py): evaluation mode, best point; for l2 from the surface of the ball.</summary>
    public static TrainingAttack Standard(TrainingOptions options) => Iterated(options, BatchNormMode.Eval) with
    {
        KeepBest = true,
        Start = ThreatOf(options).Norm == Norm.L2 ? StartRegion.Surface : StartRegion.Inside,
    };

    /// <summary>Fast AT's (the authors' l_inf/train_pgd.py): training mode, last point.</summary>
    public static TrainingAttack Fast(TrainingOptions options) => Iterated(options, BatchNormMode.Train);

    /// <summary>
    /// FGSM-RS's (Wong et al. 2020), and what to turn to when a network learns to evade it: one step of 1.25 epsilon, one of epsilon, two of half of it, and at
    /// last Fast AT's attack. A shorter step leaves more of the random start, more steps see where the first one led.
    /// </summary>
    public static IReadOnlyList<TrainingAttack> SingleStepLadder(TrainingOptions options)
    {
        var (threat, batchNorm) = (ThreatOf(options), options.AttackBatchNorm ?? BatchNormMode.Train);
        return [new(threat, 1, 1.25, batchNorm), new(threat, 1, 1, batchNorm), new(threat, 2, 0.5, batchNorm), Fast(options)];
    }

    /// <summary>Perturbed images, [N,C,H,W] without gradients. The network's parameters take none and its mode is as before.</summary>
    /// <param name="network">The network to train against.</param>
    /// <param name="images">[N,C,H,W] in [0,1].</param>
    /// <param name="labels">[N] int64.</param>
    /// <param name="noise">Of the starts.</param>
    /// <param name="indices">Each image's place in its set.</param>
    /// <param name="share">How much of epsilon is in use, 0 to 1.</param>
    public Tensor Perturb(Network network, Tensor images, Tensor labels, AttackNoise noise, int[] indices, double share = 1)
    {
        var set = PerturbationSet.Of(Threat with { Eps = Threat.Eps * share });
        using var start = set.Start(images, noise, indices, Start);
        return new Attacks.Pgd(set, Steps, StepShare * set.Eps).Perturb(network, images, labels, start, new(BatchNorm == BatchNormMode.Train, KeepBest, network.Precision));
    }

    public override string ToString() => $"{(Steps == 1 ? "one step" : $"{Steps} steps")} of {StepShare:0.##} eps";

    private static TrainingAttack Iterated(TrainingOptions options, BatchNormMode usual)
    {
        var threat = ThreatOf(options);
        var share = options.AttackStepSize / threat.Eps ?? Attacks.Pgd.StepShare(threat.Norm);
        return new(threat, options.AttackSteps, share, options.AttackBatchNorm ?? usual);
    }

    internal static ThreatModel ThreatOf(TrainingOptions options) =>
        options.ThreatModel ?? throw new RrmException($"Method '{options.Method}' attacks while it trains; give --norm and --eps.");
}
