using System.Buffers;

namespace Rrm.Images;

/// <summary>
/// Views of some images, ready to be copied to a tensor or sent to a teacher. Pixels are rented: dispose the batch
/// after its last reader, and keep no slice of <see cref="Pixels"/>.
/// </summary>
public sealed class ImageBatch : IDisposable
{
    private byte[]? rented;

    /// <summary>Gathers the views of some images.</summary>
    /// <param name="images">Where they come from.</param>
    /// <param name="indices">Which, in this order; the batch keeps the array.</param>
    /// <param name="augmentation">Which views.</param>
    /// <param name="seed">The run's seed, for the views.</param>
    /// <param name="epoch">Counted from 0, for the views.</param>
    public ImageBatch(ImageSet images, int[] indices, Augmentation augmentation, long seed = 0, int epoch = 0)
    {
        (Shape, Indices, Epoch) = (images.Shape, indices, epoch);
        (Labels, Views) = (new long[Count], new View[Count]);
        rented = ArrayPool<byte>.Shared.Rent(checked(Count * Shape.Elements));
        for (var item = 0; item < Count; item++)
        {
            Labels[item] = images.Label(indices[item]);
            Views[item] = augmentation.ViewOf(seed, epoch, indices[item]);
            Views[item].CopyTo(images.Image(indices[item]), Shape, augmentation.Padding, rented.AsSpan(item * Shape.Elements, Shape.Elements));
        }
    }

    /// <summary>The size of every image.</summary>
    public ImageShape Shape { get; }

    /// <summary>How many images.</summary>
    public int Count => Indices.Length;

    /// <summary>The epoch that the views belong to, counted from 0.</summary>
    public int Epoch { get; }

    /// <summary>Each image's place in its set.</summary>
    public int[] Indices { get; }

    /// <summary>Each image's class; 64 bits wide, as loss functions want them.</summary>
    public long[] Labels { get; }

    /// <summary>How each image is looked at.</summary>
    public View[] Views { get; }

    /// <summary>uint8 values [<see cref="Count"/>, channels, height, width], contiguous.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public Memory<byte> Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(rented is null, this);
            return rented.AsMemory(0, Count * Shape.Elements);
        }
    }

    /// <summary>Gives the pixels back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref rented, null) is { } pixels) ArrayPool<byte>.Shared.Return(pixels);
    }
}
