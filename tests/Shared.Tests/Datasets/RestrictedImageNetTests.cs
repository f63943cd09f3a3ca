using Rrm.Datasets;
using Rrm.Images;
using SkiaSharp;

namespace Rrm.Shared.Tests.Datasets;

public sealed class RestrictedImageNetTests
{
    private static readonly ImageShape small = ImageShape.Rgb(14);

    [Fact]
    public void Nine_classes_are_made_of_203()
    {
        Assert.Equal(["dog", "cat", "frog", "turtle", "bird", "primate", "fish", "crab", "insect"], RestrictedClasses.Names);
        Assert.Equal([118, 5, 3, 5, 21, 18, 9, 4, 20], RestrictedClasses.Wnids.Select(wnids => wnids.Length));
        Assert.Equal(203, RestrictedClasses.Wnids.SelectMany(wnids => wnids).Distinct().Count());
        Assert.Contains("n02123045", RestrictedClasses.Wnids[1]); // tabby cat
    }

    [Fact]
    public void Labels_follow_the_wnid_whatever_is_there_and_missing_folders_are_told()
    {
        using var folder = OneOfEach();
        var lines = new List<string>();
        folder.Write("val/n02113978/0.png", Pictures.Png(20, 20, SKColors.Red)); // the last dog
        folder.Write("val/n01440764/0.png", Pictures.Png(20, 20, SKColors.Red)); // a tench, which is in none of the nine
        var data = Open(folder, lines.Add);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 0], Enumerable.Range(0, data.Test.Count).Select(data.Test.Label));
        Assert.Equal(9, data.Train.Count);
        Assert.Contains(lines, line => line.StartsWith("restricted-imagenet test: pictures in 10 of 203 folders (dog has 2 of 118, cat has 1 of 5, ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("n02086646 and 189 more", StringComparison.Ordinal) || line.EndsWith("and 188 more", StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_without_pictures_is_refused()
    {
        using var folder = OneOfEach();
        Directory.Delete(Path.Combine(folder.Path, "val", RestrictedClasses.Wnids[7][0]), recursive: true);
        Directory.CreateDirectory(Path.Combine(folder.Path, "val", RestrictedClasses.Wnids[7][1]));
        Assert.Contains("val has no picture of class crab; expected some of each of the 9 classes", Refusal(folder));
    }

    [Fact]
    public void Another_tree_and_a_missing_split_are_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train/dog/0.png", Pictures.Png(20, 20, SKColors.Red));
        Assert.Contains("has no folder val or test", Refusal(folder));
        folder.Write("val/dog/0.png", Pictures.Png(20, 20, SKColors.Red));
        Assert.Contains("train has none of the 203 folders of restricted-imagenet, which are named as n02085620", Refusal(folder));
    }

    [Fact]
    public void Training_pictures_are_decoded_on_demand_and_test_pictures_kept()
    {
        using var folder = OneOfEach();
        var data = Open(folder, _ => { });
        Assert.Equal((false, true), (data.Train.IsResident, data.Test.IsResident));
        Assert.Equal(data.Test.Image(3), data.Train.Image(3));
        Assert.Equal(new PictureSize(20, 33), data.Train.PictureSize(3));
    }

    [Fact]
    public void A_picture_that_breaks_after_opening_is_named_by_the_batch_that_needs_it()
    {
        using var folder = OneOfEach();
        var data = Open(folder, _ => { });
        var path = folder.Write($"train/{RestrictedClasses.Wnids[4][0]}/0.png", [0, 1, 2]);
        var message = Assert.Throws<DatasetException>(() => new ImageBatch(data.Train, [.. Enumerable.Range(0, 9)], Augmentation.ResizedCropJitterLighting)).Message;
        Assert.StartsWith($"{path} cannot be decoded", message);
    }

    [Fact]
    public void Real_pictures_of_a_single_split_can_be_tried_by_a_link_and_the_user_is_told()
    {
        using var folder = new TemporaryFolder();
        var sample = RealData.FolderOrSkip("imagenet-sample");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "train"), Path.Combine(sample, "val"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "val"), Path.Combine(sample, "val"));
        var lines = new List<string>();
        var data = DatasetCatalog.Open(new DatasetRequest("restricted-imagenet", folder.Path) { Progress = lines.Add }, TestContext.Current.CancellationToken);
        Assert.Equal([118, 5, 3, 5, 21, 18, 9, 4, 20], Enumerable.Range(0, 203).CountBy(data.Test.Label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Contains("are the same folder", Assert.Single(lines));

        var plan = new BatchPlan(data.Train, 16, 1, Augmentation.ResizedCropJitterLighting, shuffle: true);
        using var batch = plan.Batch(0, 0);
        using var again = plan.Batch(0, 0);
        Assert.Equal(batch.Pixels.ToArray(), again.Pixels.ToArray());
        Assert.True(batch.Pixels.ToArray().Distinct().Count() > 200);
    }

    private static Dataset Open(TemporaryFolder folder, Action<string> progress) => DatasetCatalog.Open(
        new DatasetRequest("restricted-imagenet", folder.Path, small) { Progress = progress }, TestContext.Current.CancellationToken);

    private static string Refusal(TemporaryFolder folder) => Assert.Throws<DatasetException>(() => Open(folder, _ => { })).Message;

    /// <summary>One picture of each class in each split.</summary>
    private static TemporaryFolder OneOfEach()
    {
        var folder = new TemporaryFolder();
        foreach (var (label, wnids) in RestrictedClasses.Wnids.Index())
        {
            foreach (var split in (string[])["train", "val"])
                folder.Write($"{split}/{wnids[0]}/0.png", Pictures.Png(20, 30 + label, new SKColor((byte)(20 * label), 50, 90)));
        }

        return folder;
    }
}
