using Rrm.Images;
using Rrm.Randomness;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// Tells "catastrophic overfitting" (Wong et al. 2020): within an epoch, single-step training can make a network that its own attack no longer breaks
/// and that PGD breaks always. The probe is the end of the training images, which is held out of training; unaugmented and in evaluation mode.
/// Test images decide nothing.
/// </summary>
/// <param name="seed">Of the random starts, which are the same at every look.</param>
public sealed class CollapseGuard(long seed)
{
    private const int ProbeImages = 256;
    private const int LargestPart = 10; // A tenth of a small set.
    private const int BatchSize = 128;
    private const int PgdSteps = 10;
    private const double PgdStepShare = 0.25;

    /// <summary>How many of so many images, the last ones, are the probe.</summary>
    public static int ProbeOf(int images) => Math.Min(ProbeImages, images / LargestPart);

    /// <summary>The accuracy of the last images of a set under the training's attack and under PGD, at the same epsilon.</summary>
    public GuardReading Look(Network network, ImageSet images, int last, TrainingAttack attack, double share)
    {
        var own = attack with { BatchNorm = BatchNormMode.Eval };
        var pgd = own with { Steps = PgdSteps, StepShare = PgdStepShare };
        var (ownRight, pgdRight) = (0L, 0L);
        foreach (var rows in Enumerable.Range(images.Count - last, last).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            using var frozen = network.Freeze(network.Precision);
            using var batch = new ImageBatch(images, rows, Augmentation.None);
            ownRight += Right(network, batch, own, share);
            pgdRight += Right(network, batch, pgd, share);
        }
        return new((double)ownRight / last, (double)pgdRight / last);
    }

    private long Right(Network network, ImageBatch batch, TrainingAttack attack, double share)
    {
        using var _ = no_grad();
        var (images, labels) = (batch.ToPixels(network.Device), batch.ToLabels(network.Device));
        var attacked = attack.Perturb(network, images, labels, new AttackNoise(seed, RandomDomain.AttackStart, 0), batch.Indices, share);
        return network.Logits(attacked).argmax(1).eq(labels).sum().cpu().item<long>();
    }
}
