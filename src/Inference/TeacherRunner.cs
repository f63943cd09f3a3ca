using Microsoft.ML.OnnxRuntime;
using Rrm.Checkpoints;

namespace Rrm.Inference;

/// <summary>
/// Buffers of one teacher on one device and, per batch size, a binding to them; a run on the CPU allocates nothing once its size has been seen.
/// One thread at a time.
/// </summary>
public sealed class TeacherRunner : ITeacherRunner
{
    private readonly TeacherManifest manifest;
    private readonly InferenceSession session;
    private readonly bool onCpu;
    private readonly bool padded;
    private readonly RunOptions usual = new();
    private readonly RunOptions shrinking = new();
    private readonly ArenaUse arena = new();
    private readonly BatchBinding?[] bindings;
    private readonly int imageElements;
    private readonly int representationWidth;
    private readonly int classes;
    private readonly FloatBuffer images;
    private readonly FloatBuffer representation;
    private readonly FloatBuffer logits;

    /// <param name="manifest">What the session computes.</param>
    /// <param name="opened">The session; several runners may share it.</param>
    /// <param name="capacity">Images in the largest batch.</param>
    /// <param name="padded">Whether batches are padded to a <see cref="BatchLadder"/>; as the device needs unless said.</param>
    internal TeacherRunner(TeacherManifest manifest, OpenedSession opened, int capacity, bool? padded = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        (this.manifest, session, onCpu) = (manifest, opened.Session, opened.InUse == Device.Cpu);
        this.padded = padded ?? !onCpu;
        (imageElements, representationWidth, classes) = (manifest.Input.Elements, manifest.RepresentationWidth, manifest.Classes);
        bindings = new BatchBinding?[capacity];
        try
        {
            images = new(checked(capacity * imageElements));
            representation = new(checked(capacity * representationWidth));
            logits = new(checked(capacity * classes));
            shrinking.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        }
        catch
        {
            // Memory for one of them was not to be had: the others are not kept.
            Dispose();
            throw;
        }
    }

    public int Capacity => bindings.Length;

    public Span<float> Images(int count) => images.Span[..(count * imageElements)];

    public ReadOnlySpan<float> Representation(int count) => representation.Span[..(count * representationWidth)];

    public ReadOnlySpan<float> Logits(int count) => logits.Span[..(count * classes)];

    public void Run(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        var size = padded ? BatchLadder.RungOf(count, Capacity) : count;
        Images(size)[(count * imageElements)..].Clear();
        var binding = bindings[size - 1] ??= Bind(size);
        // Binding an input copies it to a device that is not the CPU, so there it must be bound anew for every run.
        if (!onCpu)
            binding.Io.BindInput(manifest.Tensors.Images, binding.Images);
        // A GPU's memory is nobody else's, and fetching it again stops the device.
        session.RunWithBinding(onCpu && arena.Shrinks(size) ? shrinking : usual, binding.Io);
    }

    /// <summary>Runs every batch size that will be met, so that no caller waits while the device plans for one. On the CPU there is nothing to plan.</summary>
    public void WarmUp()
    {
        if (!padded)
            return;
        Images(Capacity).Clear();
        foreach (var rung in BatchLadder.Rungs(Capacity))
            Run(rung);
    }

    /// <summary>
    /// Computes any number of images, one byte a value, in batches of at most <see cref="Capacity"/>.
    /// The outputs hold [count, width] and [count, classes]; one that is not wanted may be empty.
    /// </summary>
    public void Run(ReadOnlySpan<byte> images, int count, Span<float> representation, Span<float> logits) =>
        RunAll(images, count, representation, logits, Pixels.ToFloat);

    /// <summary>The same for float32 images in [0,1]; values outside are clamped by the network.</summary>
    public void Run(ReadOnlySpan<float> images, int count, Span<float> representation, Span<float> logits) =>
        RunAll(images, count, representation, logits, static (source, destination) => source.CopyTo(destination));

    public void Dispose()
    {
        foreach (var binding in bindings)
            binding?.Dispose();
        usual.Dispose();
        shrinking.Dispose();
        images?.Dispose();
        representation?.Dispose();
        logits?.Dispose();
    }

    private delegate void CopyImages<T>(ReadOnlySpan<T> source, Span<float> destination);

    private void RunAll<T>(ReadOnlySpan<T> images, int count, Span<float> representation, Span<float> logits, CopyImages<T> copy)
    {
        Require(images.Length, count, imageElements, nameof(images));
        if (!representation.IsEmpty)
            Require(representation.Length, count, representationWidth, nameof(representation));
        if (!logits.IsEmpty)
            Require(logits.Length, count, classes, nameof(logits));
        for (var first = 0; first < count; first += Capacity)
        {
            var size = Math.Min(Capacity, count - first);
            copy(images.Slice(first * imageElements, size * imageElements), Images(size));
            Run(size);
            if (!representation.IsEmpty)
                Representation(size).CopyTo(representation[(first * representationWidth)..]);
            if (!logits.IsEmpty)
                Logits(size).CopyTo(logits[(first * classes)..]);
        }
    }

    private static void Require(int found, int count, int width, string name)
    {
        if (found != (long)count * width)
            throw new ArgumentException($"{name} holds {found} values; {count} x {width} were expected.", name);
    }

    private BatchBinding Bind(int count)
    {
        var (shape, tensors) = (manifest.Input, manifest.Tensors);
        return new BatchBinding(
            session.CreateIoBinding(),
            (tensors.Images, images.Tensor(count, shape.Channels, shape.Height, shape.Width)),
            (tensors.Representation, representation.Tensor(count, representationWidth)),
            (tensors.Logits, logits.Tensor(count, classes)));
    }
}
