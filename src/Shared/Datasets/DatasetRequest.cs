using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>Which data set, and how much of it.</summary>
/// <param name="Name">One of <see cref="DatasetCatalog.Names"/>.</param>
/// <param name="Folder">Where it lies, or where to download it to; not used by <c>shapes</c>.</param>
/// <param name="Shape">The size that the network expects; null takes the data set's own.</param>
/// <param name="Limit">At most so many images of each split, the first ones; null takes all.</param>
public sealed record DatasetRequest(string Name, string? Folder = null, ImageShape? Shape = null, int? Limit = null)
{
    /// <summary>Told one line at each step that takes long, such as a download.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>What happens at a picture that cannot be decoded.</summary>
    public BadImagePolicy OnBadImage { get; init; }

    internal int LimitOf(int available) => Math.Min(Limit ?? available, available);

    internal string RequiredFolder() => string.IsNullOrWhiteSpace(Folder)
        ? throw new DatasetException($"Data set {Name} needs a folder and none was given; add --data DIR.")
        : Path.GetFullPath(Folder);

    internal ImageShape OnlyShape(ImageShape own) => Shape is null || Shape == own
        ? own
        : throw new DatasetException($"Data set {Name} has images of {own} and the network expects {Shape}; choose an architecture for {own}.");

    internal ImageShape RgbShape(ImageShape own) => (Shape ?? own) is { Channels: 3 } shape
        ? shape
        : throw new DatasetException($"Data set {Name} gives RGB images and the network expects {Shape}; choose an architecture with 3 channels.");
}
