using Rrm.Datasets;
using Rrm.Images;
using SkiaSharp;

namespace Rrm.Shared.Tests.Datasets;

public sealed class ImageFolderTests
{
    [Fact]
    public void Classes_are_in_ordinal_order_and_take_turns()
    {
        using var folder = Folder();
        var data = Open(folder);
        Assert.Equal(["Zebra", "ant", "bee"], data.Train.ClassNames);
        Assert.Equal([0, 1, 2, 0, 1, 2], Enumerable.Range(0, data.Train.Count).Select(data.Train.Label));
        Assert.Equal(3, data.Test.Count);
    }

    [Fact]
    public void A_picture_of_the_right_size_keeps_its_pixels()
    {
        using var folder = Folder();
        var image = Open(folder).Train.Image(1).ToArray(); // ant/0.png
        Assert.Equal([.. Enumerable.Repeat((byte)10, 64), .. Enumerable.Repeat((byte)1, 64), .. Enumerable.Repeat((byte)200, 64)], image);
    }

    [Fact]
    public void Other_sizes_are_scaled_by_the_short_side_and_cut_at_the_centre()
    {
        using var folder = Folder();
        using var wide = new SKBitmap(96, 32); // thirds: red, green, blue; the centre is green
        for (var x = 0; x < 96; x++)
        {
            for (var y = 0; y < 32; y++) wide.SetPixel(x, y, (x / 32) switch { 0 => SKColors.Red, 1 => SKColors.Lime, _ => SKColors.Blue });
        }

        folder.Write("train/ant/0.png", Png(wide));
        var image = Open(folder).Train.Image(1).ToArray();
        var middle = 3 * 8 + 3; // a place away from the edges, where neighbours blend in
        Assert.Equal((0, 255, 0), (image[middle], image[64 + middle], image[128 + middle]));
    }

    [Fact]
    public void A_corrupt_or_cut_picture_is_named()
    {
        using var folder = Folder();
        var path = folder.Write("train/bee/0.png", [1, 2, 3]);
        Assert.Contains(path, Refusal(folder));
        using var large = new SKBitmap(200, 200);
        folder.Write("train/bee/0.png", Png(large)[..^100]);
        Assert.Contains($"{path} cannot be decoded", Refusal(folder));
    }

    [Fact]
    public void Splits_that_disagree_are_refused_with_the_odd_class()
    {
        using var folder = Folder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "val", "cat"));
        Assert.EndsWith("Only one of them has: cat.", Refusal(folder));
    }

    [Fact]
    public void Missing_splits_classes_and_pictures_are_told()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("has no folder train", Refusal(folder));
        Directory.CreateDirectory(Path.Combine(folder.Path, "train"));
        Assert.Contains("has no folder val or test", Refusal(folder));
        Directory.CreateDirectory(Path.Combine(folder.Path, "test"));
        Assert.Contains("expected one per class", Refusal(folder));
        Directory.CreateDirectory(Path.Combine(folder.Path, "train", "ant"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "test", "ant"));
        Assert.Contains("has no pictures", Refusal(folder));
    }

    [Fact]
    public void Real_pictures_load()
    {
        var root = RealData.FolderOrSkip("cifar10-images");
        var data = DatasetCatalog.Open(new DatasetRequest("imagefolder", root, ImageShape.Rgb(32), Limit: 500), TestContext.Current.CancellationToken);
        Assert.Equal(10, data.Train.ClassNames.Count);
        Assert.Equal(500, data.Test.Count);
        Assert.All(Enumerable.Range(0, 500).CountBy(data.Train.Label), count => Assert.Equal(50, count.Value));
    }

    private static Dataset Open(TemporaryFolder folder) => DatasetCatalog.Open(new DatasetRequest("imagefolder", folder.Path, ImageShape.Rgb(8)), TestContext.Current.CancellationToken);

    private static string Refusal(TemporaryFolder folder) => Assert.Throws<DatasetException>(() => Open(folder)).Message;

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        string[] classes = ["bee", "ant", "Zebra"];
        for (var label = 0; label < 3; label++)
        {
            using var picture = new SKBitmap(8, 8);
            picture.Erase(new SKColor(10, (byte)label, 200));
            folder.Write($"train/{classes[label]}/0.png", Png(picture));
            folder.Write($"train/{classes[label]}/1.png", Png(picture));
            folder.Write($"train/{classes[label]}/notes.txt", [0]);
            folder.Write($"val/{classes[label]}/0.png", Png(picture));
        }

        return folder;
    }

    private static byte[] Png(SKBitmap picture) => picture.Encode(SKEncodedImageFormat.Png, 100).ToArray();
}
