using Rrm.Randomness;

namespace Rrm.Images;

/// <summary>
/// Which images make up which batch of which epoch: a function of (seed, epoch, number), so a run may start anywhere and any number
/// of threads may make batches in any order.
/// </summary>
public sealed class BatchPlan
{
    private readonly ImageSet images;
    private readonly int batchSize;
    private readonly long seed;
    private readonly Augmentation augmentation;
    private readonly bool shuffle, dropLast;
    private volatile EpochOrder? latest; // replaced whole, so threads at an epoch's border at worst compute an order twice

    /// <summary>Plans batches over a set.</summary>
    /// <param name="images">The images of one split.</param>
    /// <param name="batchSize">Images per batch.</param>
    /// <param name="seed">The run's seed, for order and views.</param>
    /// <param name="augmentation">Which views; none unless told.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own; without, the order is that of the set.</param>
    /// <param name="dropLast">Whether a last batch that is not full is left out.</param>
    /// <exception cref="ArgumentException">The plan would have no batch at all.</exception>
    public BatchPlan(
        ImageSet images, int batchSize, long seed = 0, Augmentation? augmentation = null, bool shuffle = false, bool dropLast = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (this.images, this.batchSize, this.seed, this.shuffle, this.dropLast) = (images, batchSize, seed, shuffle, dropLast);
        this.augmentation = augmentation ?? Augmentation.None;
        if (BatchesPerEpoch == 0)
            throw new ArgumentException($"{images.Name} {images.Split} has {images.Count} images, which is not one batch of {batchSize}.");
    }

    /// <summary>What the batches are made of.</summary>
    public ImageSet Images => images;

    /// <summary>Batches of one epoch.</summary>
    public int BatchesPerEpoch => dropLast ? images.Count / batchSize : (images.Count + batchSize - 1) / batchSize;

    /// <summary>One batch; the caller disposes it.</summary>
    /// <param name="epoch">Counted from 0.</param>
    /// <param name="number">The batch's place in its epoch, 0 … <see cref="BatchesPerEpoch"/> - 1.</param>
    public ImageBatch Batch(int epoch, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, BatchesPerEpoch);
        var first = number * batchSize;
        var indices = Order(epoch).AsSpan(first, Math.Min(batchSize, images.Count - first)).ToArray();
        return new ImageBatch(images, indices, augmentation, seed, epoch);
    }

    /// <summary>The batches from the start of <paramref name="epoch"/> up to, not including, that of <paramref name="endEpoch"/>.</summary>
    public IEnumerable<ImageBatch> From(int epoch, int endEpoch)
    {
        for (; epoch < endEpoch; epoch++)
        {
            for (var number = 0; number < BatchesPerEpoch; number++) yield return Batch(epoch, number);
        }
    }

    private int[] Order(int epoch)
    {
        if (!shuffle) epoch = 0;
        if (latest is { } known && known.Epoch == epoch) return known.Indices;
        var indices = Enumerable.Range(0, images.Count).ToArray();
        if (shuffle) FisherYates(indices, new KeyedRandom(seed, RandomDomain.Shuffle, epoch));
        latest = new EpochOrder(epoch, indices);
        return indices;
    }

    private static void FisherYates(int[] indices, KeyedRandom random)
    {
        for (var last = indices.Length - 1; last > 0; last--)
        {
            var other = random.NextInt32(last + 1);
            (indices[last], indices[other]) = (indices[other], indices[last]);
        }
    }

    private sealed record EpochOrder(int Epoch, int[] Indices);
}
