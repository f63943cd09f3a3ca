using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>CIFAR-10 in the binary or the Python layout, by what lies there; downloaded in the binary one where there is neither.</summary>
internal static class Cifar10
{
    /// <summary>Images in each of the five training files and in the test file.</summary>
    public const int ImagesPerFile = 10_000;

    /// <summary>The size of every image.</summary>
    public static readonly ImageShape Shape = ImageShape.Rgb(32);

    public static Dataset Open(DatasetRequest request, CancellationToken cancellation)
    {
        request.OnlyShape(Shape);
        var folder = request.RequiredFolder();
        if (Locate(folder, Cifar10Binary.FolderName, Cifar10Binary.Files) is { } binary) return Cifar10Binary.Open(request, binary, cancellation);
        if (Locate(folder, Cifar10Python.FolderName, Cifar10Python.Files) is { } python) return Cifar10Python.Open(request, python, cancellation);
        return Cifar10Binary.Open(request, Cifar10Download.Into(folder, request.Progress, cancellation), cancellation);
    }

    /// <summary>The folder with the files: the given one or the one of the official name in it; null where neither has any of them.</summary>
    private static string? Locate(string folder, string name, IEnumerable<string> files) =>
        new[] { folder, Path.Combine(folder, name) }.FirstOrDefault(place => files.Any(file => File.Exists(Path.Combine(place, file))));
}
