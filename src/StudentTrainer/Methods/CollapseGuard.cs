using Rrm.Images;
using Rrm.Randomness;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// Tells "catastrophic overfitting" (Wong et al. 2020): within an epoch, single-step training can make a network that its own attack no longer breaks
/// and that PGD breaks always. The probe is evenly spread over the training images, unaugmented and in evaluation mode; as in Wong et al. its images are
/// trained on too, because this failure shows on them as well, and test images must not decide anything.
/// </summary>
/// <param name="seed">Of the random starts, which are the same at every look.</param>
public sealed class CollapseGuard(long seed)
{
    private const int ProbeImages = 256;
    private const int BatchSize = 128;
    private const int PgdSteps = 10;
    private const double PgdStepShare = 0.25;

    /// <summary>The probe's accuracy under the training's attack and under PGD, at the same epsilon.</summary>
    public GuardReading Look(Network network, ImageSet images, TrainingAttack attack, double share)
    {
        var own = attack with { BatchNorm = BatchNormMode.Eval };
        var pgd = own with { Steps = PgdSteps, StepShare = PgdStepShare };
        var (count, ownRight, pgdRight) = (Math.Min(ProbeImages, images.Count), 0L, 0L);
        foreach (var rows in Enumerable.Range(0, count).Select(row => (int)((long)row * images.Count / count)).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            using var frozen = network.Freeze(network.Precision);
            using var batch = new ImageBatch(images, rows, Augmentation.None);
            ownRight += Right(network, batch, own, share);
            pgdRight += Right(network, batch, pgd, share);
        }
        return new((double)ownRight / count, (double)pgdRight / count);
    }

    private long Right(Network network, ImageBatch batch, TrainingAttack attack, double share)
    {
        using var _ = no_grad();
        var (images, labels) = (batch.ToPixels(network.Device), batch.ToLabels(network.Device));
        var attacked = attack.Perturb(network, images, labels, new AttackNoise(seed, RandomDomain.AttackStart, 0), batch.Indices, share);
        return network.Logits(attacked).argmax(1).eq(labels).sum().cpu().item<long>();
    }
}
