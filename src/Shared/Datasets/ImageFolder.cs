using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>
/// Pictures in one folder per class: <c>train/CLASS/*</c> and <c>val/CLASS/*</c> or <c>test/CLASS/*</c>. Classes are numbered in
/// ordinal order of their names; pictures take turns by class, so that the first N of them show every class.
/// </summary>
internal static class ImageFolder
{
    private static readonly string[] extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    public static Dataset Open(DatasetRequest request, CancellationToken cancellation)
    {
        var root = request.RequiredFolder();
        var shape = request.Shape ?? throw new DatasetException("Data set imagefolder has no image size of its own; give the network's input shape.");
        if (shape.Channels != 3) throw new DatasetException($"Data set imagefolder gives RGB images and the network expects {shape}; choose an architecture with 3 channels.");
        var train = Find(root, "train");
        var test = Find(root, "val", "test");
        var classes = ClassesOf(train);
        RequireSameClasses(train, classes, test, ClassesOf(test));
        return new Dataset(
            request.Name, Read("train", train, classes, shape, request, cancellation), Read("test", test, classes, shape, request, cancellation));
    }

    private static string Find(string root, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Path.Combine(root, name) is var folder && Directory.Exists(folder)) return folder;
        }

        throw new DatasetException($"{root} has no folder {string.Join(" or ", names.ToArray())}; expected train/CLASS/* and val/CLASS/* or test/CLASS/*.");
    }

    private static string[] ClassesOf(string folder)
    {
        string[] classes = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        return classes.Length > 0 ? classes : throw new DatasetException($"{folder} has no folders; expected one per class.");
    }

    private static void RequireSameClasses(string train, string[] trainClasses, string test, string[] testClasses)
    {
        if (trainClasses.SequenceEqual(testClasses)) return;
        var odd = trainClasses.Except(testClasses).Concat(testClasses.Except(trainClasses)).Order(StringComparer.Ordinal).Take(5);
        throw new DatasetException(
            $"{train} has {trainClasses.Length} classes and {test} has {testClasses.Length}; expected the same ones. Only one of them has: {string.Join(", ", odd)}.");
    }

    private static ImageSet Read(
        string split, string folder, string[] classes, ImageShape shape, DatasetRequest request, CancellationToken cancellation)
    {
        var pictures = TakingTurns(classes.Select((name, label) => (Files: PicturesIn(Path.Combine(folder, name)), label)).ToArray());
        var count = request.LimitOf(pictures.Count);
        return new ImageSet(request.Name, split, shape, classes, count, Decode, cancellation);

        int Decode(int index, Span<byte> pixels)
        {
            PictureDecoder.Decode(pictures[index].File, shape, pixels);
            return pictures[index].Label;
        }
    }

    private static string[] PicturesIn(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder)
            .Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new DatasetException($"{folder} has no pictures; expected files named {string.Join(", ", extensions)}.");
    }

    private static List<(string File, int Label)> TakingTurns((string[] Files, int Label)[] classes)
    {
        var pictures = new List<(string, int)>(classes.Sum(each => each.Files.Length));
        for (var turn = 0; turn < classes.Max(each => each.Files.Length); turn++)
        {
            foreach (var (files, label) in classes)
            {
                if (turn < files.Length) pictures.Add((files[turn], label));
            }
        }

        return pictures;
    }
}
