using Rrm.Datasets;
using Rrm.Images;
using SkiaSharp;

namespace Rrm.Shared.Tests.Datasets;

public sealed class IdentityTests
{
    private static readonly string[] classes = ["zero", "one"];

    [Fact]
    public void It_changes_with_a_pixel_a_label_a_class_name_the_count_and_the_split()
    {
        var sets = new[]
        {
            Resident(), Resident(pixel: 1), Resident(label: 1), Resident(name: "nought"), Resident().Take(3),
        };
        Assert.Equal(sets.Length, sets.Select(set => set.Identity).Distinct().Count());
        Assert.Equal(Resident().Identity, Resident().Identity);
        Assert.Matches("^[0-9a-f]{64}$", Resident().Identity);
        var (one, other) = (Resident(), Resident(pixel: 1));
        Assert.NotEqual(new Dataset("a", one, other).Identity, new Dataset("a", other, one).Identity);
    }

    [Fact]
    public void Pictures_on_demand_are_told_by_name_and_length_wherever_their_folder_lies()
    {
        using var here = new TemporaryFolder();
        using var there = new TemporaryFolder();
        Assert.Equal(OnDemand(here, "a.png", 8).Identity, OnDemand(there, "a.png", 8).Identity);
        Assert.NotEqual(OnDemand(here, "a.png", 8).Identity, OnDemand(here, "b.png", 8).Identity);
        Assert.NotEqual(OnDemand(here, "a.png", 8).Identity, OnDemand(there, "a.png", 90).Identity);
    }

    private static ImageSet Resident(byte pixel = 0, int label = 0, string name = "zero") =>
        new("made", "train", ImageShape.Rgb(2), [name, "one"], 4, (index, pixels) =>
        {
            pixels.Fill((byte)index);
            if (index == 2) pixels[5] += pixel;
            return index == 2 ? label : 0;
        });

    private static ImageSet OnDemand(TemporaryFolder folder, string name, int side)
    {
        var path = folder.Write($"train/{name}", Pictures.Png(side, side, SKColors.Red));
        var pictures = new PictureFiles(folder.Path, [new LabelledFile(path, 1)], [new PictureSize(side, side)], new PictureFit(ImageShape.Rgb(8)));
        return new ImageSet("made", "train", ImageShape.Rgb(8), classes, pictures, isResident: false);
    }
}
