using Rrm.Images;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Training;

/// <summary>Share of unattacked images that a network classifies rightly, in evaluation mode.</summary>
public static class Accuracy
{
    private const int BatchSize = 250;

    /// <summary>A fraction in [0,1], over the first <paramref name="limit"/> images or all.</summary>
    public static double Of(Network network, ImageSet images, int? limit = null, Precision precision = Precision.Float32, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var frozen = network.Freeze(precision);
        var set = limit is { } count ? images.Take(count) : images;
        var right = 0L;
        foreach (var batch in new BatchPlan(set, BatchSize).From(0, 1))
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            using (batch)
                right += network.Logits(batch.ToPixels(network.Device)).argmax(1).eq(batch.ToLabels(network.Device)).sum().cpu().item<long>();
        }
        return (double)right / set.Count;
    }
}
