using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>What data sets in folders of pictures have in common.</summary>
internal static class PictureFolders
{
    /// <summary>Extensions of files that count as pictures, in any case.</summary>
    public static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>The folder of a split, by the first of its names that is there.</summary>
    public static string Find(string root, string expected, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Path.Combine(root, name) is var folder && Directory.Exists(folder)) return folder;
        }

        throw new DatasetException(
            $"{root} has no folder {string.Join(" or ", names.ToArray())}; expected {expected}. To try things out on a single split, make the missing folder a link to the other.");
    }

    /// <summary>Tells the user who has linked one split to the other what the figures are worth.</summary>
    public static void TellIfSame(string train, string test, DatasetRequest request)
    {
        if (FinalOf(train) == FinalOf(test))
            request.Progress($"{request.Name}: {train} and {test} are the same folder, so accuracy tells how well the training pictures are remembered, and nothing more.");

        static string FinalOf(string folder) => Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder);
    }

    /// <summary>The pictures in a folder in ordinal order of their names; none where there is no folder.</summary>
    public static string[] PicturesIn(string folder) => !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder)
        .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];

    /// <summary>The first of each list, then the second of each that has one, and so on.</summary>
    public static List<T> TakingTurns<T>(IReadOnlyList<IReadOnlyList<T>> lists)
    {
        var taken = new List<T>(lists.Sum(list => list.Count));
        for (var turn = 0; taken.Count < taken.Capacity; turn++)
        {
            foreach (var list in lists)
            {
                if (turn < list.Count) taken.Add(list[turn]);
            }
        }

        return taken;
    }

    /// <summary>The images of a split; resident where they fit, unless <paramref name="isShownInParts"/>: training on parts of whole pictures decodes anyway.</summary>
    public static ImageSet Open(
        DatasetRequest request, string split, string folder, IReadOnlyList<LabelledFile> candidates, IReadOnlyList<string> classes, PictureFit fit,
        bool isShownInParts, CancellationToken cancellation)
    {
        var pictures = new SoundPictures(candidates, split, classes, request, cancellation);
        var source = new PictureFiles(folder, pictures.Files, pictures.Sizes, fit);
        return new ImageSet(request.Name, split, fit.Shape, classes, source, !isShownInParts && ImageSet.FitsInMemory(source.Count, fit.Shape), cancellation);
    }
}
