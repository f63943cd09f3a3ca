using Rrm.Images;

namespace Rrm.StudentTrainer.Representations;

/// <summary>Views of all images of a set, in batches that any teacher takes.</summary>
/// <param name="Choice">Which views.</param>
/// <param name="Augmentation">Of which kind; not read for <see cref="ViewChoice.Identity"/>.</param>
/// <param name="Seed">The training run's seed for views; read for <see cref="ViewChoice.Schedule"/> alone, as is the next.</param>
/// <param name="Epochs">The training run's epochs.</param>
internal sealed record ViewPlan(ViewChoice Choice, Augmentation Augmentation, long Seed, int Epochs)
{
    private const int BatchSize = 250;

    /// <summary>Everything that makes no sense, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (Choice == ViewChoice.Schedule && Epochs < 1)
            yield return $"--epochs is {Epochs}; --views schedule needs the epochs of the training run, at least 1";
        if (Choice == ViewChoice.All && Augmentation.Views is null)
            yield return $"--views all was given, and {Augmentation.Name} has views without number; give --views schedule --epochs N --view-seed N, as the training run has them";
    }

    /// <summary>Views in all.</summary>
    public long CountOf(ImageSet images) => images.Count * Choice switch
    {
        ViewChoice.Identity => 1L,
        ViewChoice.All => Augmentation.Views!.Value,
        _ => Epochs,
    };

    /// <summary>All views, batch by batch; whoever takes one disposes it.</summary>
    public IEnumerable<ImageBatch> Batches(ImageSet images) => Choice switch
    {
        ViewChoice.Identity => new BatchPlan(images, BatchSize).From(0, 1),
        ViewChoice.All => Enumerable.Range(0, Augmentation.Views!.Value).SelectMany(number => Chunks(images)
            .Select(indices => new ImageBatch(images, indices, Augmentation, [.. Enumerable.Repeat(number, indices.Length)]))),
        _ => new BatchPlan(images, BatchSize, Seed, Augmentation).From(0, Epochs),
    };

    /// <summary>A batch without images for each set of views that is cached in a file of its own.</summary>
    public IEnumerable<ImageBatch> Spaces(ImageSet images) => Choice switch
    {
        ViewChoice.Identity => [new(images, [], Augmentation.None)],
        ViewChoice.Schedule when Augmentation.Views is null => Enumerable.Range(0, Epochs).Select(epoch => new ImageBatch(images, [], Augmentation, Seed, epoch)),
        _ => [new(images, [], Augmentation)],
    };

    /// <summary>The views of some records of such a space, in batches.</summary>
    /// <param name="space">One of <see cref="Spaces"/>.</param>
    /// <param name="slots">The records.</param>
    public static IEnumerable<(long[] Slots, ImageBatch Batch)> Of(ImageBatch space, IEnumerable<long> slots)
    {
        foreach (var chunk in slots.Chunk(BatchSize))
        {
            var views = space.Augmentation.Views ?? 1;
            var indices = Array.ConvertAll(chunk, slot => (int)(slot / views));
            yield return (chunk, space.Augmentation.Views is null
                ? new ImageBatch(space.Images, indices, space.Augmentation, space.Seed, space.Epoch)
                : new ImageBatch(space.Images, indices, space.Augmentation, Array.ConvertAll(chunk, slot => (int)(slot % views))));
        }
    }

    private static IEnumerable<int[]> Chunks(ImageSet images) => Enumerable.Range(0, images.Count).Chunk(BatchSize);
}
