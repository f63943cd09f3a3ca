namespace Rrm.Datasets;

/// <summary>The data sets by name.</summary>
public static class DatasetCatalog
{
    /// <summary>Every name that <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cifar10", "imagefolder", "restricted-imagenet", "shapes"];

    /// <summary>Whether its images are picture files of any size, which are scaled to what the network expects.</summary>
    public static bool HasPictures(string name) => name is "imagefolder" or "restricted-imagenet";

    /// <summary>Opens a data set: loads its images into memory, or finds its pictures where they would not fit.</summary>
    /// <exception cref="DatasetException">Unknown name, missing or damaged files, or images that do not fit the network.</exception>
    public static Dataset Open(DatasetRequest request, CancellationToken cancellation = default)
    {
        if (request.Limit is <= 0) throw new DatasetException($"The limit is {request.Limit}; expected at least 1 image.");
        return request.Name switch
        {
            "cifar10" => Cifar10.Open(request, cancellation),
            "imagefolder" => ImageFolder.Open(request, cancellation),
            "restricted-imagenet" => RestrictedImageNet.Open(request, cancellation),
            "shapes" => Shapes.Open(request, cancellation),
            _ => throw new DatasetException($"There is no data set '{request.Name}'; expected one of {string.Join(", ", Names)}."),
        };
    }
}
