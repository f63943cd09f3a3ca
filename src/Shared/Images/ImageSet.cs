using System.Runtime.ExceptionServices;

namespace Rrm.Images;

/// <summary>
/// The images of one split, resident as uint8 rows (channels, height, width) with their labels. Immutable, so any thread may read.
/// Rows lie in pages, because one array ends at 2 GiB, and an image is never an object.
/// </summary>
public sealed class ImageSet
{
    private const int PageBytes = 64 << 20;
    private readonly byte[][] pages;
    private readonly int rowsPerPage;
    private readonly int[] labels;

    /// <summary>Reads <paramref name="count"/> images from a source, in parallel, straight into their rows.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="split">Which part of it: <c>train</c> or <c>test</c>.</param>
    /// <param name="shape">The size of every image.</param>
    /// <param name="classNames">Names in the order of the labels.</param>
    /// <param name="count">How many images.</param>
    /// <param name="source">Writes each image. What it throws comes out as thrown.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ArgumentException">The source gave a label that has no class name.</exception>
    public ImageSet(
        string name, string split, ImageShape shape, IReadOnlyList<string> classNames, int count, ImageSource source,
        CancellationToken cancellation = default)
        : this(name, split, shape, classNames, count, PageBytes)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, count, options, index => labels[index] = Known(source(index, Row(index))));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    internal ImageSet(string name, string split, ImageShape shape, IReadOnlyList<string> classNames, int count, int pageBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        (Name, Split, Shape, ClassNames, Count) = (name, split, shape, classNames, count);
        rowsPerPage = Math.Max(1, pageBytes / shape.Elements);
        labels = new int[count];
        pages = new byte[(count + rowsPerPage - 1) / rowsPerPage][];
        for (var page = 0; page < pages.Length; page++)
        {
            var rows = Math.Min(rowsPerPage, count - page * rowsPerPage);
            pages[page] = GC.AllocateUninitializedArray<byte>(checked(rows * shape.Elements));
        }
    }

    private ImageSet(ImageSet whole, int count)
    {
        (Name, Split, Shape, ClassNames, Count) = (whole.Name, whole.Split, whole.Shape, whole.ClassNames, count);
        (pages, rowsPerPage, labels) = (whole.pages, whole.rowsPerPage, whole.labels);
    }

    /// <summary>The data set's name.</summary>
    public string Name { get; }

    /// <summary>Which part of it: <c>train</c> or <c>test</c>.</summary>
    public string Split { get; }

    /// <summary>The size of every image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Names in the order of the labels.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many images.</summary>
    public int Count { get; }

    /// <summary>The pixels of an image: <see cref="ImageShape.Elements"/> bytes, channel planes of rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    public ReadOnlySpan<byte> Image(int index) => Row(InRange(index));

    /// <summary>The class of an image, 0 … number of classes - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    public int Label(int index) => labels[InRange(index)];

    /// <summary>The first <paramref name="limit"/> images, or all where there are fewer; shares the pixels.</summary>
    public ImageSet Take(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return limit >= Count ? this : new ImageSet(this, limit);
    }

    private Span<byte> Row(int index) =>
        pages[index / rowsPerPage].AsSpan(index % rowsPerPage * Shape.Elements, Shape.Elements);

    private int InRange(int index) =>
        (uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"The set has {Count} images.");

    private int Known(int label) => (uint)label < (uint)ClassNames.Count
        ? label
        : throw new ArgumentException($"{Name} {Split} has the label {label}; expected 0 to {ClassNames.Count - 1}.");
}
