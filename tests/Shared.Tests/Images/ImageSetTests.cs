using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

public sealed class ImageSetTests
{
    [Fact]
    public void Images_and_labels_come_back_as_the_source_gave_them()
    {
        var set = TestImages.Random(10);
        var expected = new byte[set.Shape.Elements];
        for (var index = 0; index < set.Count; index++)
        {
            new Random(index).NextBytes(expected);
            Assert.Equal(expected, set.Image(index));
            Assert.Equal(index % 3, set.Label(index));
        }
    }

    [Fact]
    public void A_set_larger_than_one_array_is_read_like_a_small_one()
    {
        const int Side = 1024, Count = 700; // 3 MiB each: 2.05 GiB of address space, of which only the touched pages are ever backed
        var set = new ImageSet("large", "train", ImageShape.Rgb(Side), ["only"], Count, (index, pixels) =>
        {
            pixels[0] = (byte)index;
            pixels[^1] = (byte)(index >> 8);
            return 0;
        });
        Assert.All(Enumerable.Range(0, Count), index => Assert.Equal(index, set.Image(index)[0] + (set.Image(index)[^1] << 8)));
    }

    [Fact]
    public void Take_gives_the_first_images_and_never_more_than_there_are()
    {
        var set = TestImages.Random(10);
        Assert.Equal(4, set.Take(4).Count);
        Assert.Equal(set.Image(3), set.Take(4).Image(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Take(4).Label(4));
        Assert.Equal(10, set.Take(11).Count);
    }

    [Fact]
    public void What_a_source_throws_comes_out_as_thrown() => Assert.Throws<FormatException>(
        () => new ImageSet("bad", "train", ImageShape.Rgb(2), ["only"], 5, (_, _) => throw new FormatException()));

    [Fact]
    public void A_label_without_a_class_is_refused() => Assert.Throws<ArgumentException>(
        () => new ImageSet("bad", "train", ImageShape.Rgb(2), ["only"], 5, (_, _) => 1));
}
