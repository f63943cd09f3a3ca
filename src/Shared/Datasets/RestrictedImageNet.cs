using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>
/// Nine classes made of 203 of ImageNet's: <c>train/WNID/*</c> and <c>val/WNID/*</c> or <c>test/WNID/*</c>; other folders are left out.
/// Pictures take turns by class, and within a class by wnid. Test images are the middle of the picture, scaled to 256/224 of the image's size.
/// </summary>
internal static class RestrictedImageNet
{
    private const string Layout = "ImageNet's folders train/WNID/* and val/WNID/* or test/WNID/*";
    private const int Named = 5;

    public static Dataset Open(DatasetRequest request, CancellationToken cancellation)
    {
        var root = request.RequiredFolder();
        var fit = new PictureFit(request.RgbShape(ImageShape.Rgb(224)), Margin: 256 / 224.0);
        var train = PictureFolders.Find(root, Layout, "train");
        var test = PictureFolders.Find(root, Layout, "val", "test");
        PictureFolders.TellIfSame(train, test, request);
        return new Dataset(request.Name, Read("train", train, isShownInParts: true), Read("test", test, isShownInParts: false));

        ImageSet Read(string split, string folder, bool isShownInParts)
        {
            var byLabel = RestrictedClasses.Wnids.Select(wnids => wnids.Select(wnid => PictureFolders.PicturesIn(Path.Combine(folder, wnid))).ToArray()).ToArray();
            Report(request, split, folder, byLabel);
            var pictures = PictureFolders.TakingTurns<LabelledFile>(
                [.. byLabel.Select((lists, label) => PictureFolders.TakingTurns(lists).Select(file => new LabelledFile(file, label)).ToArray())]);
            return PictureFolders.Open(request, split, folder, pictures, RestrictedClasses.Names, fit, isShownInParts, cancellation);
        }
    }

    // A class that lacks some of its folders is another task than the paper's, so say so; one that lacks all is none.
    private static void Report(DatasetRequest request, string split, string folder, string[][][] byLabel)
    {
        var found = byLabel.Select(lists => lists.Count(files => files.Length > 0)).ToArray();
        var all = RestrictedClasses.Wnids.Sum(wnids => wnids.Length);
        if (found.Sum() == 0)
            throw new DatasetException($"{folder} has none of the {all} folders of {request.Name}, which are named as {RestrictedClasses.Wnids[0][0]} and hold pictures; expected {Layout}.");
        if (RestrictedClasses.Names.Where((_, label) => found[label] == 0).ToArray() is { Length: > 0 } empty)
            throw new DatasetException($"{folder} has no picture of class {string.Join(", ", empty)}; expected some of each of the {found.Length} classes. Add a folder such as {RestrictedClasses.Wnids[found.IndexOf(0)][0]}.");
        if (found.Sum() == all) return;
        var thin = RestrictedClasses.Names.Select((name, label) => (name, label)).Where(one => found[one.label] < byLabel[one.label].Length)
            .Select(one => $"{one.name} has {found[one.label]} of {byLabel[one.label].Length}");
        var missing = RestrictedClasses.Wnids.SelectMany((wnids, label) => wnids.Where((_, place) => byLabel[label][place].Length == 0)).ToArray();
        request.Progress(
            $"{request.Name} {split}: pictures in {found.Sum()} of {all} folders ({string.Join(", ", thin)}). Missing or empty: " +
            string.Join(", ", missing.Take(Named)) + (missing.Length > Named ? $" and {missing.Length - Named} more" : ""));
    }
}
