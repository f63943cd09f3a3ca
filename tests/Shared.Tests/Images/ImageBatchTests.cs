using System.Runtime.InteropServices;
using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

public sealed class ImageBatchTests
{
    private static readonly ImageSet set = TestImages.Random(20, ImageShape.Rgb(19));

    [Fact]
    public void Shifts_are_the_lighting_of_the_views_and_absent_without()
    {
        using var plain = new ImageBatch(set, [3, 1], Augmentation.CropFlipJitterRotate);
        Assert.Null(plain.Shifts);
        using var lit = new ImageBatch(set, [3, 1], Augmentation.ResizedCropJitterLighting, seed: 5, epoch: 2);
        Assert.Equal(lit.Views.SelectMany(view => new[] { view.Lighting.Red, view.Lighting.Green, view.Lighting.Blue }), lit.Shifts!);
        Assert.All(lit.Shifts!, shift => Assert.NotEqual(0, shift));
    }

    [Fact]
    public void Float_pixels_are_bytes_over_255_plus_the_shift_of_their_channel()
    {
        using var batch = new ImageBatch(set, [0, 7, 19], Augmentation.ResizedCropJitterLighting);
        var floats = MemoryMarshal.Cast<byte, float>(batch.FloatPixels.Span);
        var plane = 19 * 19;
        Assert.Equal(batch.Pixels.Length, floats.Length);
        for (var place = 0; place < floats.Length; place++)
            Assert.Equal(batch.Pixels.Span[place] / 255f + batch.Shifts![place / plane], floats[place]);
        Assert.Contains(floats.ToArray(), value => value is < 0 or > 1); // not clipped
    }

    [Fact]
    public void A_view_is_made_in_the_order_of_its_name()
    {
        using var batch = new ImageBatch(set, [4], Augmentation.CropFlipJitterRotate, seed: 1, epoch: 1);
        var (view, expected) = (batch.Views[0], new byte[set.Shape.Elements]);
        (view with { Colours = null, Degrees = 0 }).CopyTo(set.Image(4), set.Shape, 4, expected);
        view.Colours!.Value.Apply(expected);
        Rotation.Apply(expected, set.Shape, view.Degrees);
        Assert.Equal(expected, batch.Pixels.ToArray());
    }

    [Fact]
    public void A_mirrored_part_is_the_mirror_image_of_the_part()
    {
        var view = new View(0, 0, false) { Crop = new Window(2, 3, 11, 9) };
        var (straight, mirrored) = (new byte[set.Shape.Elements], new byte[set.Shape.Elements]);
        view.Show(set, 0, 0, straight);
        (view with { Flip = true }).Show(set, 0, 0, mirrored);
        Assert.Equal(straight.Chunk(19).SelectMany(row => row.Reverse()), mirrored);
    }

    [Fact]
    public void Colours_need_three_channels() => Assert.Throws<ArgumentException>(
        () => new ImageBatch(TestImages.Random(2), [0], Augmentation.CropFlipJitterRotate));

    [Fact]
    public void A_disposed_batch_lends_no_floats()
    {
        var batch = new ImageBatch(set, [0], Augmentation.None);
        _ = batch.FloatPixels;
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch.FloatPixels);
    }

    [Fact]
    public void Views_given_by_number_show_what_the_schedule_shows()
    {
        using var scheduled = new ImageBatch(set, [5, 0, 5], Augmentation.CropFlip, seed: 3, epoch: 7);
        using var given = new ImageBatch(set, [5, 0, 5], Augmentation.CropFlip, scheduled.ViewNumbers()!);
        Assert.Equal(scheduled.Views, given.Views);
        Assert.Equal(scheduled.Pixels.ToArray(), given.Pixels.ToArray());
        using var continuous = new ImageBatch(set, [5], Augmentation.CropFlipJitterRotate);
        Assert.Null(continuous.ViewNumbers());
    }

    [Theory]
    [InlineData("crop-flip")]
    [InlineData("resized-crop-jitter-lighting")]
    public void Some_of_a_batch_are_the_same_views_of_the_same_images(string augmentation)
    {
        var whole = new ImageBatch(set, [9, 4, 7, 1], Augmentation.Find(augmentation)!, seed: 3, epoch: 7);
        using var some = whole.Take([3, 1]);
        using var expected = new ImageBatch(set, [1, 4], Augmentation.Find(augmentation)!, seed: 3, epoch: 7);
        whole.Dispose();
        Assert.Equal(expected.Indices, some.Indices);
        Assert.Equal(expected.Labels, some.Labels);
        Assert.Equal(expected.Views, some.Views);
        Assert.Equal(expected.FloatPixels.ToArray(), some.FloatPixels.ToArray());
        Assert.Equal((3, 7), (some.Seed, some.Epoch));
    }

    [Fact]
    public void None_of_a_batch_is_a_batch()
    {
        using var whole = new ImageBatch(set, [9, 4], Augmentation.ResizedCropJitterLighting);
        using var none = whole.Take([]);
        Assert.Equal((0, 0, 0), (none.Count, none.Pixels.Length, none.FloatPixels.Length));
    }
}
