using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Rrm.Images;

/// <summary>
/// Views of some images, ready to be copied to a tensor or sent to a teacher. Pixels are rented: dispose the batch
/// after its last reader, and keep no slice of <see cref="Pixels"/> or <see cref="FloatPixels"/>.
/// </summary>
public sealed class ImageBatch : IDisposable
{
    private byte[]? rented, rentedFloats;

    /// <summary>Gathers the views of some images, on every core where that is more than copying.</summary>
    /// <param name="images">Where they come from. What fails while they are decoded comes out as thrown.</param>
    /// <param name="indices">Which, in this order; the batch keeps the array.</param>
    /// <param name="augmentation">Which views.</param>
    /// <param name="seed">The run's seed, for the views.</param>
    /// <param name="epoch">Counted from 0, for the views.</param>
    /// <exception cref="ArgumentException">The augmentation changes colours and the images are not RGB.</exception>
    public ImageBatch(ImageSet images, int[] indices, Augmentation augmentation, long seed = 0, int epoch = 0)
        : this(images, indices, augmentation, seed, epoch, item => augmentation.ViewOf(seed, epoch, indices[item], images.PictureSize(indices[item])))
    {
    }

    /// <summary>Gathers views that are given one by one, by their numbers in an augmentation that has finitely many.</summary>
    /// <param name="images">Where they come from. What fails while they are decoded comes out as thrown.</param>
    /// <param name="indices">Which, in this order; the batch keeps the array.</param>
    /// <param name="augmentation">Which views there are.</param>
    /// <param name="views">Each image's, as <see cref="Augmentation.NumberOf"/> counts.</param>
    public ImageBatch(ImageSet images, int[] indices, Augmentation augmentation, int[] views)
        : this(images, indices, augmentation, seed: 0, epoch: 0, item => augmentation.ViewNumbered(views[item]))
    {
    }

    private ImageBatch(ImageSet images, int[] indices, Augmentation augmentation, long seed, int epoch, Func<int, View> viewOf)
    {
        if (augmentation.NeedsColours && images.Shape.Channels != 3)
            throw new ArgumentException($"{augmentation.Name} changes colours; the images are {images.Shape}.");
        (Images, Augmentation, Seed, Epoch, Indices) = (images, augmentation, seed, epoch, indices);
        (Labels, Views) = (new long[Count], new View[Count]);
        if (augmentation.LightingSigma > 0) Shifts = new float[Count * Shape.Channels];
        rented = ArrayPool<byte>.Shared.Rent(checked(Count * Shape.Elements));
        try
        {
            if (augmentation.NeedsColours || !images.IsResident) Cores.For(Count, Fill);
            else for (var item = 0; item < Count; item++) Fill(item);
        }
        catch
        {
            Dispose();
            throw;
        }

        void Fill(int item)
        {
            var index = indices[item];
            Labels[item] = images.Label(index);
            var view = Views[item] = viewOf(item);
            view.Show(images, index, augmentation.Padding, rented.AsSpan(item * Shape.Elements, Shape.Elements));
            if (Shifts is not null) (Shifts[3 * item], Shifts[3 * item + 1], Shifts[3 * item + 2]) = (view.Lighting.Red, view.Lighting.Green, view.Lighting.Blue);
        }
    }

    private ImageBatch(ImageBatch whole, IReadOnlyList<int> items)
    {
        (Images, Augmentation, Seed, Epoch) = (whole.Images, whole.Augmentation, whole.Seed, whole.Epoch);
        (Indices, Labels, Views) = ([.. items.Select(item => whole.Indices[item])], [.. items.Select(item => whole.Labels[item])], [.. items.Select(item => whole.Views[item])]);
        if (whole.Shifts is { } shifts) Shifts = [.. items.SelectMany(item => shifts.AsSpan(item * Shape.Channels, Shape.Channels).ToArray())];
        rented = ArrayPool<byte>.Shared.Rent(Count * Shape.Elements);
        for (var item = 0; item < Count; item++)
            whole.Pixels.Span.Slice(items[item] * Shape.Elements, Shape.Elements).CopyTo(rented.AsSpan(item * Shape.Elements));
    }

    /// <summary>Where the images come from.</summary>
    public ImageSet Images { get; }

    /// <summary>Which kind of views they are.</summary>
    public Augmentation Augmentation { get; }

    /// <summary>The seed that the views belong to, unless they were given one by one.</summary>
    public long Seed { get; }

    /// <summary>The size of every image.</summary>
    public ImageShape Shape => Images.Shape;

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

    /// <summary>
    /// [<see cref="Count"/>, channels], in units of [0,1]: what is still to be added to every pixel of a channel, beyond the 8-bit grid and
    /// unclipped; null where nothing is. Whoever shows the images to a network adds it, or takes <see cref="FloatPixels"/>.
    /// </summary>
    public float[]? Shifts { get; }

    /// <summary>uint8 values [<see cref="Count"/>, channels, height, width], contiguous; without <see cref="Shifts"/>.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public Memory<byte> Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(rented is null, this);
            return rented.AsMemory(0, Count * Shape.Elements);
        }
    }

    /// <summary>
    /// The bytes of float32 values [<see cref="Count"/>, channels, height, width]: pixels in [0,1] with <see cref="Shifts"/> added. Made when
    /// first asked for, by one thread at a time.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public Memory<byte> FloatPixels
    {
        get
        {
            var bytes = checked(Pixels.Length * sizeof(float));
            if (rentedFloats is null)
            {
                var floats = ArrayPool<byte>.Shared.Rent(bytes);
                WriteFloats(MemoryMarshal.Cast<byte, float>(floats.AsSpan(0, bytes)));
                rentedFloats = floats;
            }

            return rentedFloats.AsMemory(0, bytes);
        }
    }

    /// <summary>Some of the images as a batch of its own, with pixels of its own; none is a batch too.</summary>
    /// <param name="items">Their places in this batch.</param>
    public ImageBatch Take(IReadOnlyList<int> items) => new(this, items);

    /// <summary>The numbers of the views in their augmentation; null where it has no finite number of them.</summary>
    public int[]? ViewNumbers() => Augmentation.Views is null ? null : Array.ConvertAll(Views, Augmentation.NumberOf);

    /// <summary>Gives the pixels back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref rented, null) is { } pixels) ArrayPool<byte>.Shared.Return(pixels);
        if (Interlocked.Exchange(ref rentedFloats, null) is { } floats) ArrayPool<byte>.Shared.Return(floats);
    }

    private void WriteFloats(Span<float> floats)
    {
        var plane = Shape.Height * Shape.Width;
        for (var channel = 0; channel < Count * Shape.Channels; channel++)
            WriteFloats(Pixels.Span.Slice(channel * plane, plane), Shifts?[channel] ?? 0, floats.Slice(channel * plane, plane));
    }

    private static void WriteFloats(ReadOnlySpan<byte> pixels, float shift, Span<float> floats)
    {
        var place = 0;
        for (; place <= pixels.Length - Vector<byte>.Count; place += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(pixels[place..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            var target = floats[place..];
            foreach (var quarter in (ReadOnlySpan<Vector<uint>>)[a, b, c, d])
            {
                (Vector.ConvertToSingle(quarter) / 255f + new Vector<float>(shift)).CopyTo(target);
                target = target[Vector<float>.Count..];
            }
        }

        for (; place < pixels.Length; place++) floats[place] = pixels[place] / 255f + shift;
    }
}
