using Rrm.Images;

namespace Rrm.OnnxExport.Quantization;

/// <summary>Some images of a set at equal distances, so that all classes are among them where the set is in the order of its classes.</summary>
internal sealed class SpreadImages(ImageSet images, int most)
{
    // Every tensor between two layers of a batch is in memory at once while ranges are taken.
    private const int BatchSize = 8;

    public int Count { get; } = Math.Min(most, images.Count);

    /// <summary>The images as they are. Each batch is disposed of before the next one comes.</summary>
    public IEnumerable<ImageBatch> Batches(CancellationToken cancellation)
    {
        foreach (var places in Enumerable.Range(0, Count).Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = new ImageBatch(images, [.. places.Select(place => (int)((long)place * images.Count / Count))], Augmentation.None);
            yield return batch;
        }
    }
}
