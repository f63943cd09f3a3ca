using Rrm.Datasets;
using Rrm.Images;

namespace Rrm.TeacherServer.ByReference;

/// <summary>A data set that clients may refer to: which one, and how much of it. Its training and test images are known by their content.</summary>
internal sealed record ServedDataset
{
    /// <summary>One of <see cref="DatasetCatalog.Names"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it lies; shapes needs none.</summary>
    public string? Folder { get; init; }

    /// <summary>At most so many images of each split, the first ones, as the trainers' --limit; null is all.</summary>
    public int? Limit { get; init; }

    /// <summary>Height and width of the images in pixels, for pictures, which have no size of their own; 0 is the data set's own.</summary>
    public int Height { get; init; }

    /// <inheritdoc cref="Height"/>
    public int Width { get; init; }

    /// <summary>What happens at a picture that cannot be decoded; the trainers must do the same.</summary>
    public BadImagePolicy OnBadImage { get; init; }

    public DatasetRequest ToRequest(Action<string> progress) =>
        new(Name, Folder, Height > 0 ? new ImageShape(3, Height, Width) : null, Limit) { OnBadImage = OnBadImage, Progress = progress };

    /// <summary>Everything that is wrong with it, as sentences.</summary>
    public IEnumerable<string> Problems(string where)
    {
        if (!DatasetCatalog.Names.Contains(Name))
            yield return $"{where}.Name is '{Name}'; expected one of {string.Join(", ", DatasetCatalog.Names)}.";
        if (Limit is <= 0)
            yield return $"{where}.Limit is {Limit}; expected at least 1 image.";
        if (Height < 0 || Width < 0 || Height > 0 != Width > 0)
            yield return $"{where}.Height and Width are {Height} and {Width}; expected both in pixels, or neither.";
    }
}
