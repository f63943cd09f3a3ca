using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Rrm.Inference;

/// <summary>
/// Pinned buffers of one teacher and, per batch size, a binding to them; a run allocates nothing once its size has been seen.
/// One thread at a time.
/// </summary>
public sealed class TeacherRunner : ITeacherRunner
{
    private readonly TeacherModel model;
    private readonly RunOptions runOptions = new();
    private readonly BatchBinding?[] bindings;
    private readonly int imageElements;
    private readonly int representationWidth;
    private readonly int classes;
    private readonly float[] images;
    private readonly float[] representation;
    private readonly float[] logits;

    internal TeacherRunner(TeacherModel model, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        this.model = model;
        var manifest = model.Manifest;
        (imageElements, representationWidth, classes) = (manifest.Input.Elements, manifest.RepresentationWidth, manifest.Classes);
        images = GC.AllocateArray<float>(checked(capacity * imageElements), pinned: true);
        representation = GC.AllocateArray<float>(checked(capacity * representationWidth), pinned: true);
        logits = GC.AllocateArray<float>(checked(capacity * classes), pinned: true);
        bindings = new BatchBinding?[capacity];
    }

    public int Capacity => bindings.Length;

    public Span<float> Images(int count) => images.AsSpan(0, count * imageElements);

    public ReadOnlySpan<float> Representation(int count) => representation.AsSpan(0, count * representationWidth);

    public ReadOnlySpan<float> Logits(int count) => logits.AsSpan(0, count * classes);

    public void Run(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        var binding = bindings[count - 1] ??= Bind(count);
        // Binding an input copies it to a device that is not the CPU, so there it must be bound anew for every run.
        if (model.DeviceInUse != Device.Cpu)
            binding.Io.BindInput(model.Manifest.Tensors.Images, binding.Images);
        model.Session.RunWithBinding(runOptions, binding.Io);
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
        runOptions.Dispose();
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
        var shape = model.Manifest.Input;
        var tensors = model.Manifest.Tensors;
        return new BatchBinding(
            model.Session.CreateIoBinding(),
            (tensors.Images, Tensor(images, count, shape.Channels, shape.Height, shape.Width)),
            (tensors.Representation, Tensor(representation, count, representationWidth)),
            (tensors.Logits, Tensor(logits, count, classes)));
    }

    private static OrtValue Tensor(float[] buffer, params long[] shape)
    {
        var length = 1L;
        foreach (var size in shape)
            length *= size;
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.CreateFromPinnedArray(buffer, 0, (int)length), shape);
    }
}
