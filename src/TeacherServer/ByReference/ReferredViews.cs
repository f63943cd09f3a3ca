using System.IO.Hashing;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Images;
using Rrm.Protocol.V1;
using Rrm.Representations;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Telemetry;
using ImageBatch = Rrm.Images.ImageBatch;
using WireBatch = Rrm.Protocol.V1.ImageBatch;

namespace Rrm.TeacherServer.ByReference;

/// <summary>The views that a request refers to, checked: every one of them can be shown.</summary>
internal sealed class ReferredViews
{
    private readonly int[] indices;
    private readonly int[]? numbers;
    private readonly Augmentation augmentation;
    private readonly ImageReferences references;

    private ReferredViews(ImageSet images, Augmentation augmentation, ImageReferences references)
    {
        (Images, this.augmentation, this.references) = (images, augmentation, references);
        indices = [.. references.Indices.Select(index => (int)index)];
        numbers = augmentation.Views is null ? null
            : references.Views.Count > 0 ? [.. references.Views.Select(view => (int)view)]
            : Array.ConvertAll(indices, index => augmentation.NumberOf(augmentation.ViewOf(references.Seed, references.Epoch, index, images.PictureSize(index))));
    }

    /// <summary>Of what.</summary>
    public ImageSet Images { get; }

    public int Count => indices.Length;

    public ViewSpace Space => ViewSpace.Of(augmentation, references.Seed, references.Epoch);

    /// <summary>Each view's record in a cache.</summary>
    public long[] Slots => Space.Slots(indices, numbers);

    /// <summary>The views, or the first thing that is wrong.</summary>
    public static Refusal? Resolve(ImageReferences references, Teacher teacher, DatasetRepository datasets, out ReferredViews? views)
    {
        views = null;
        if (references.Indices.Count == 0)
            return Invalid("references.indices is empty; expected 1 image or more.");
        if (references.Indices.Count > teacher.MaxRequestImages)
            return Invalid($"references.indices has {references.Indices.Count} images; this server takes up to {teacher.MaxRequestImages} in one request. Send several.");
        if (datasets.Find(references.DataSet) is not { } images)
            return new(StatusCode.NotFound, RefusalReason.Invalid, $"There is no data set {Quoted.Of(references.DataSet)} here. This server has {Known(datasets)}. Send the pixels.");
        var set = $"{images.Name} {images.Split}";
        if (images.Shape is var shape && (shape.Channels, shape.Height, shape.Width) != (teacher.Input.Channels, teacher.Input.Height, teacher.Input.Width))
            return Invalid($"Data set {set} has images of {shape}; teacher '{teacher.Name}' takes {teacher.Input.Channels}x{teacher.Input.Height}x{teacher.Input.Width} (channels x height x width).");
        var kind = references.Augmentation.Length == 0 ? Augmentation.None : Augmentation.Find(references.Augmentation);
        if (kind is null)
            return Invalid($"references.augmentation is {Quoted.Of(references.Augmentation)}; expected one of {string.Join(", ", Augmentation.Names)}.");
        if (kind.NeedsColours && images.Shape.Channels != 3)
            return Invalid($"references.augmentation is {kind.Name}, which changes colours; data set {set} has images of {images.Shape}.");
        if (references.Epoch < 0)
            return Invalid($"references.epoch is {references.Epoch}; expected 0 or more.");
        if (IndexOf(references.Indices, index => index >= images.Count) is { } bad)
            return Invalid($"references.indices[{bad}] is {references.Indices[bad]}; data set {set} has {images.Count} images, counted from 0.");
        if (OfNumbers(references, kind) is { } refusal)
            return refusal;
        views = new(images, kind, references);
        return null;
    }

    /// <summary>Some of the views as a client would send them. The first of all is compared with the client's, where it says how that looks.</summary>
    /// <exception cref="RrmException">A picture cannot be read.</exception>
    public WireBatch Show(IReadOnlyList<int> items)
    {
        // Not given back to the pool when the request ends: of one that was cancelled a batch may still be reading.
        var batch = Batch([.. items]);
        return new()
        {
            Count = batch.Count,
            Shape = new() { Channels = batch.Shape.Channels, Height = batch.Shape.Height, Width = batch.Shape.Width },
            Format = batch.Shifts is null ? PixelFormat.Uint8 : PixelFormat.Float32,
            Pixels = UnsafeByteOperations.UnsafeWrap(PixelsOf(batch)),
        };
    }

    /// <summary>That the first image looks other to the client; null where it does not, or the client does not say.</summary>
    /// <exception cref="RrmException">The picture cannot be read.</exception>
    public Refusal? Compare()
    {
        if (!references.HasFirstImageCrc32)
            return null;
        using var first = Batch([0]);
        var found = Crc32.HashToUInt32(PixelsOf(first).Span);
        return found == references.FirstImageCrc32 ? null : new(StatusCode.FailedPrecondition, RefusalReason.Invalid,
            $"Image {indices[0]} of {Images.Name} {Images.Split} has CRC-32 {found:x8} here and {references.FirstImageCrc32:x8} there: its file, or the version that makes its view, is another one. Send the pixels.");
    }

    private ImageBatch Batch(int[] items)
    {
        var chosen = Array.ConvertAll(items, item => indices[item]);
        return numbers is null
            ? new(Images, chosen, augmentation, references.Seed, references.Epoch)
            : new(Images, chosen, augmentation, Array.ConvertAll(items, item => numbers[item]));
    }

    private static Memory<byte> PixelsOf(ImageBatch batch) => batch.Shifts is null ? batch.Pixels : batch.FloatPixels;

    private static Refusal? OfNumbers(ImageReferences references, Augmentation kind)
    {
        if (references.Views.Count == 0)
            return null;
        if (kind.Views is not { } views)
            return Invalid($"references.views was given, and {kind.Name} has views without number. Give seed and epoch.");
        if (references.Views.Count != references.Indices.Count)
            return Invalid($"references.views has {references.Views.Count} numbers and references.indices {references.Indices.Count}; expected one for each image, or none.");
        return IndexOf(references.Views, view => view >= views) is { } bad
            ? Invalid($"references.views[{bad}] is {references.Views[bad]}; {kind.Name} has {views} views, counted from 0.")
            : null;
    }

    private static int? IndexOf(IList<uint> values, Predicate<uint> isBad)
    {
        for (var place = 0; place < values.Count; place++)
        {
            if (isBad(values[place]))
                return place;
        }
        return null;
    }

    private static string Known(DatasetRepository datasets) =>
        datasets.Sets.Any() ? string.Join(", ", datasets.Sets.Select(set => $"{set.Name} {set.Split} ({set.Identity})")) : "none";

    private static Refusal Invalid(string detail) => new(StatusCode.InvalidArgument, RefusalReason.Invalid, detail);
}
