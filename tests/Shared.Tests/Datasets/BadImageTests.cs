using Rrm.Datasets;
using Rrm.Images;
using SkiaSharp;

namespace Rrm.Shared.Tests.Datasets;

public sealed class BadImageTests
{
    [Fact]
    public void Skipping_tells_names_and_count_and_keeps_the_others_in_order()
    {
        using var folder = Folder();
        var (all, lines) = (Open(folder, BadImagePolicy.Fail).Train.Count, new List<string>());
        var empty = folder.Write("train/ant/1.png", []);
        var cut = folder.Write("train/bee/2.jpg", Pictures.SmoothJpeg(64, 64)[..^400]);
        var data = Open(folder, BadImagePolicy.Skip, lines.Add);
        Assert.Equal(all - 2 + 1, data.Train.Count); // 2.jpg is new
        Assert.Equal([0, 1, 1, 0, 0, 1, 1], Enumerable.Range(0, data.Train.Count).Select(data.Train.Label));
        Assert.Equal([0, 0, 10, 20, 30, 20, 30], Enumerable.Range(0, data.Train.Count).Select(index => (int)data.Train.Image(index)[0]));
        Assert.Equal([$"imagefolder train: left out 2 of 9 pictures, which cannot be decoded: {empty}, {cut}"], lines);
    }

    [Fact]
    public void A_limit_counts_the_pictures_that_are_kept()
    {
        using var folder = Folder();
        folder.Write("train/ant/0.png", [7]);
        Assert.Equal(3, Open(folder, BadImagePolicy.Skip, limit: 3).Train.Count);
    }

    [Fact]
    public void Failing_names_the_first_bad_picture_and_the_way_out()
    {
        using var folder = Folder();
        folder.Write("train/bee/3.png", [1, 2, 3]);
        var first = folder.Write("train/bee/1.png", [1, 2, 3]);
        var message = Assert.Throws<DatasetException>(() => Open(folder, BadImagePolicy.Fail)).Message;
        Assert.StartsWith($"{first} cannot be decoded", message);
        Assert.EndsWith("--on-bad-image skip.", message);
    }

    [Fact]
    public void A_class_without_a_sound_picture_is_refused()
    {
        using var folder = Folder();
        for (var number = 0; number < 4; number++) folder.Write($"train/bee/{number}.png", [9]);
        Assert.StartsWith("None of the 4 pictures of class bee in train can be decoded",
            Assert.Throws<DatasetException>(() => Open(folder, BadImagePolicy.Skip)).Message);
    }

    private static Dataset Open(TemporaryFolder folder, BadImagePolicy policy, Action<string>? progress = null, int? limit = null) => DatasetCatalog.Open(
        new DatasetRequest("imagefolder", folder.Path, ImageShape.Rgb(8), limit) { OnBadImage = policy, Progress = progress ?? (_ => { }) },
        TestContext.Current.CancellationToken);

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        foreach (var name in (string[])["ant", "bee"])
        {
            for (var number = 0; number < 4; number++) folder.Write($"train/{name}/{number}.png", Pictures.Png(8, 8, new SKColor((byte)(10 * number), 0, 0)));
            folder.Write($"val/{name}/0.png", Pictures.Png(8, 8, SKColors.Red));
        }

        return folder;
    }
}
