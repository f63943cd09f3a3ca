namespace Rrm.Images;

/// <summary>
/// The images of one split with their labels: resident as uint8 rows (channels, height, width), or decoded from their pictures whenever
/// they are looked at. Immutable, so any thread may read. Rows lie in pages, because one array ends at 2 GiB, and an image is never an object.
/// </summary>
public sealed class ImageSet
{
    private const int PageBytes = 64 << 20;
    private const long LargestResident = 2L << 30;
    private readonly byte[][]? pages; // null: decoded on demand
    private readonly IPictureSource? pictures; // null: rows are all there is
    private readonly int rowsPerPage;
    private readonly int[] labels;
    private readonly Lazy<string> identity;

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
        : this(name, split, shape, classNames, count, new int[count], Pages(count, shape), null) =>
        Cores.For(count, index => labels[index] = Known(source(index, Row(index))), cancellation);

    /// <summary>Images that are made of pictures.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="split">Which part of it: <c>train</c> or <c>test</c>.</param>
    /// <param name="shape">The size of every image.</param>
    /// <param name="classNames">Names in the order of the labels.</param>
    /// <param name="pictures">Where they come from; still read later, for parts of whole pictures and for images that are not resident.</param>
    /// <param name="isResident">Whether all are decoded now and kept; see <see cref="FitsInMemory"/>. Changes no value, only when the work is done.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ArgumentException">A picture has a label that has no class name.</exception>
    public ImageSet(
        string name, string split, ImageShape shape, IReadOnlyList<string> classNames, IPictureSource pictures, bool isResident,
        CancellationToken cancellation = default)
        : this(name, split, shape, classNames, pictures.Count, new int[pictures.Count], isResident ? Pages(pictures.Count, shape) : null, pictures)
    {
        for (var index = 0; index < Count; index++) labels[index] = Known(pictures.Label(index));
        if (isResident) Cores.For(Count, index => pictures.Decode(index, Row(index)), cancellation);
    }

    private ImageSet(
        string name, string split, ImageShape shape, IReadOnlyList<string> classNames, int count, int[] labels, byte[][]? pages, IPictureSource? pictures)
    {
        (Name, Split, Shape, ClassNames, Count) = (name, split, shape, classNames, count);
        (this.labels, this.pages, this.pictures, rowsPerPage) = (labels, pages, pictures, RowsPerPage(shape));
        identity = new(() => ImageIdentity.Of(this, pages is null ? pictures : null));
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

    /// <summary>Whether images lie in memory; others are decoded anew each time.</summary>
    public bool IsResident => pages is not null;

    /// <summary>
    /// Hex SHA-256 of the content, wherever it lies: size, class names, labels and pixels; of images that are not resident, names and
    /// lengths of their files instead of pixels. Computed when first asked for.
    /// </summary>
    public string Identity => identity.Value;

    /// <summary>Whether so many images are few enough to keep: up to 2 GiB.</summary>
    public static bool FitsInMemory(int count, ImageShape shape) => (long)count * shape.Elements <= LargestResident;

    /// <summary>The pixels of an image: <see cref="ImageShape.Elements"/> bytes, channel planes of rows. Decoded into memory of its own where not resident.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        if (IsResident) return Row(InRange(index));
        var pixels = new byte[Shape.Elements];
        CopyTo(index, pixels);
        return pixels;
    }

    /// <summary>Writes the pixels of an image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    public void CopyTo(int index, Span<byte> pixels)
    {
        if (IsResident) Row(InRange(index)).CopyTo(pixels);
        else pictures!.Decode(InRange(index), pixels);
    }

    /// <summary>Writes a part of the picture behind an image, or of the image where there is no other, scaled to the image's size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    public void CopyTo(int index, Window part, Span<byte> pixels)
    {
        if (pictures is not null) pictures.Decode(InRange(index), part, pixels);
        else Resampler.Scale(Row(InRange(index)), Shape, part, pixels);
    }

    /// <summary>The class of an image, 0 … number of classes - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    public int Label(int index) => labels[InRange(index)];

    /// <summary>How large the picture behind an image is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    public PictureSize PictureSize(int index) => pictures is null ? new(Shape.Height, Shape.Width) : pictures.Size(InRange(index));

    /// <summary>The first <paramref name="limit"/> images, or all where there are fewer; shares the pixels.</summary>
    public ImageSet Take(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return limit >= Count ? this : new ImageSet(Name, Split, Shape, ClassNames, limit, labels, pages, pictures);
    }

    private static int RowsPerPage(ImageShape shape) => Math.Max(1, PageBytes / shape.Elements);

    private static byte[][] Pages(int count, ImageShape shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var rowsPerPage = RowsPerPage(shape);
        var pages = new byte[(count + rowsPerPage - 1) / rowsPerPage][];
        for (var page = 0; page < pages.Length; page++)
            pages[page] = GC.AllocateUninitializedArray<byte>(checked(Math.Min(rowsPerPage, count - page * rowsPerPage) * shape.Elements));
        return pages;
    }

    private Span<byte> Row(int index) =>
        pages![index / rowsPerPage].AsSpan(index % rowsPerPage * Shape.Elements, Shape.Elements);

    private int InRange(int index) =>
        (uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"The set has {Count} images.");

    private int Known(int label) => (uint)label < (uint)ClassNames.Count
        ? label
        : throw new ArgumentException($"{Name} {Split} has the label {label}; expected 0 to {ClassNames.Count - 1}.");
}
