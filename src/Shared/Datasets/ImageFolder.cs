using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>
/// Pictures in one folder per class: <c>train/CLASS/*</c> and <c>val/CLASS/*</c> or <c>test/CLASS/*</c>. Classes are numbered in
/// ordinal order of their names; pictures take turns by class, so that the first N of them show every class.
/// </summary>
internal static class ImageFolder
{
    private const string Layout = "train/CLASS/* and val/CLASS/* or test/CLASS/*";

    public static Dataset Open(DatasetRequest request, CancellationToken cancellation)
    {
        var root = request.RequiredFolder();
        var shape = request.Shape ?? throw new DatasetException("Data set imagefolder has no image size of its own; give the network's input shape.");
        var fit = new PictureFit(request.RgbShape(shape));
        var train = PictureFolders.Find(root, Layout, "train");
        var test = PictureFolders.Find(root, Layout, "val", "test");
        var classes = ClassesOf(train);
        RequireSameClasses(train, classes, test, ClassesOf(test));
        PictureFolders.TellIfSame(train, test, request);
        return new Dataset(request.Name, Read("train", train), Read("test", test));

        ImageSet Read(string split, string folder) =>
            PictureFolders.Open(request, split, folder, PicturesOf(folder, classes), classes, fit, isShownInParts: false, cancellation);
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

    private static List<LabelledFile> PicturesOf(string folder, string[] classes) => PictureFolders.TakingTurns<LabelledFile>(
        [.. classes.Select((name, label) => PicturesOf(Path.Combine(folder, name), label))]);

    private static LabelledFile[] PicturesOf(string folder, int label) => PictureFolders.PicturesIn(folder) is { Length: > 0 } files
        ? [.. files.Select(file => new LabelledFile(file, label))]
        : throw new DatasetException($"{folder} has no pictures; expected files named {string.Join(", ", PictureFolders.Extensions)}.");
}
