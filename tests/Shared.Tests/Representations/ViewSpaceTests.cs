using Rrm.Images;
using Rrm.Representations;
using Rrm.Shared.Tests.Images;

namespace Rrm.Shared.Tests.Representations;

public sealed class ViewSpaceTests
{
    [Fact]
    public void Numbered_views_share_a_space_whatever_the_seed_and_others_have_one_an_epoch()
    {
        Assert.Equal(ViewSpace.Of(Augmentation.CropFlip, 1, 2), ViewSpace.Of(Augmentation.CropFlip, 3, 4));
        Assert.Equal(162, ViewSpace.Of(Augmentation.CropFlip, 1, 2).ViewsPerImage);
        Assert.Equal(1, ViewSpace.Of(Augmentation.None, 1, 2).ViewsPerImage);
        var spaces = new[] { (1, 2), (1, 3), (2, 2) }.Select(at => ViewSpace.Of(Augmentation.CropFlipJitterRotate, at.Item1, at.Item2)).ToList();
        Assert.Equal(3, spaces.Distinct().Count());
        Assert.Equal(3, spaces.Select(space => space.ToString()).Distinct().Count());
    }

    [Fact]
    public void Every_view_of_every_image_has_a_record_of_its_own()
    {
        var images = TestImages.Random(4);
        var space = ViewSpace.Of(Augmentation.CropFlip, 0, 0);
        var slots = Enumerable.Range(0, 162).SelectMany(number => space.Slots([0, 1, 2, 3], [number, number, number, number])).ToList();
        Assert.Equal(Enumerable.Range(0, 4 * 162).Select(slot => (long)slot), slots.Order());

        using var batch = new ImageBatch(images, [3, 1], Augmentation.CropFlip, seed: 8, epoch: 5);
        Assert.Equal(batch.Views.Select((view, item) => batch.Indices[item] * 162L + (view.Top * 9 + view.Left) * 2 + (view.Flip ? 1 : 0)), space.Slots(batch.Indices, batch.ViewNumbers()));
    }
}
