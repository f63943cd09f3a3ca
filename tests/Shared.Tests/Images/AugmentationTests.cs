using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

public sealed class AugmentationTests
{
    [Fact]
    public void None_shows_every_image_as_it_is() => Assert.Equal(View.Identity(0), Augmentation.None.ViewOf(1, 2, 3));

    [Fact]
    public void Crop_and_flip_uses_every_place_and_both_sides_evenly()
    {
        var views = Enumerable.Range(0, 8100).Select(index => Augmentation.CropFlip.ViewOf(5, 0, index)).ToArray();
        Assert.Equal(2 * 81, views.Distinct().Count());
        Assert.All(views.GroupBy(view => view.Top), group => Assert.InRange(group.Count(), 780, 1020));
        Assert.InRange(views.Count(view => view.Flip), 3850, 4250);
    }

    [Fact]
    public void Views_are_pinned_because_stored_runs_depend_on_them() => Assert.Equal(
        Pinned, Enumerable.Range(0, 4).Select(index => Augmentation.CropFlip.ViewOf(seed: 42, epoch: 3, index)));

    [Fact]
    public void Names_find_their_augmentation()
    {
        Assert.Same(Augmentation.CropFlip, Augmentation.Find("crop-flip"));
        Assert.Same(Augmentation.None, Augmentation.Find("none"));
        Assert.Null(Augmentation.Find("flip-crop"));
    }

    private static View[] Pinned => [new(5, 0, false), new(4, 7, false), new(4, 4, true), new(5, 0, true)];
}
