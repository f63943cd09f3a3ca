using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

public sealed class AugmentationTests
{
    private static PictureSize Cifar => new(32, 32);

    [Fact]
    public void None_shows_every_image_as_it_is() => Assert.Equal(View.Identity(0), Augmentation.None.ViewOf(1, 2, 3, Cifar));

    [Fact]
    public void Crop_and_flip_uses_every_place_and_both_sides_evenly()
    {
        var views = Enumerable.Range(0, 8100).Select(index => Augmentation.CropFlip.ViewOf(5, 0, index, Cifar)).ToArray();
        Assert.Equal(2 * 81, views.Distinct().Count());
        Assert.All(views.GroupBy(view => view.Top), group => Assert.InRange(group.Count(), 780, 1020));
        Assert.InRange(views.Count(view => view.Flip), 3850, 4250);
    }

    [Fact]
    public void Views_are_pinned_because_stored_runs_depend_on_them() => Assert.Equal(
        Pinned, Enumerable.Range(0, 4).Select(index => Augmentation.CropFlip.ViewOf(seed: 42, epoch: 3, index, Cifar)));

    [Fact]
    public void Jitter_and_turn_leave_the_windows_of_crop_and_flip()
    {
        var views = Enumerable.Range(0, 4).Select(index => Augmentation.CropFlipJitterRotate.ViewOf(seed: 42, epoch: 3, index, Cifar)).ToArray();
        Assert.Equal(Pinned, views.Select(view => new View(view.Top, view.Left, view.Flip)));
        Assert.All(views, view => Assert.True(view.Colours is not null && Math.Abs(view.Degrees) <= 2 && view.Lighting == default && view.Crop is null));
    }

    [Fact]
    public void Views_of_many_draws_are_pinned_too()
    {
        var view = Augmentation.CropFlipJitterRotate.ViewOf(seed: 42, epoch: 3, 0, Cifar);
        Assert.Equal(new ColourJitter(0.9727739f, 0.91377604f, 0.90727234f, 5), view.Colours);
        Assert.Equal(0.438028812f, view.Degrees);
        var part = Augmentation.ResizedCropJitterLighting.ViewOf(seed: 42, epoch: 3, 1, new PictureSize(375, 500));
        Assert.Equal((new Window(151, 2, 126, 146), true), (part.Crop, part.Flip));
        Assert.Equal(0.00618419191f, part.Lighting.Red, 1e-6f);
    }

    [Fact]
    public void Turns_fill_their_range()
    {
        var degrees = Enumerable.Range(0, 3000).Select(index => Augmentation.CropFlipJitterRotate.ViewOf(1, 0, index, Cifar).Degrees).ToArray();
        Assert.InRange(degrees.Min(), -2, -1.99);
        Assert.InRange(degrees.Max(), 1.99, 2);
        Assert.InRange(degrees.Average(), -0.08, 0.08);
    }

    [Fact]
    public void Every_augmentation_is_found_by_its_name()
    {
        Assert.Equal(["none", "crop-flip", "crop-flip-jitter-rotate", "resized-crop-jitter-lighting"], Augmentation.All.Select(one => one.Name));
        Assert.All(Augmentation.All, one => Assert.Same(one, Augmentation.Find(one.Name)));
        Assert.Null(Augmentation.Find("flip-crop"));
    }

    private static View[] Pinned => [new(5, 0, false), new(4, 7, false), new(4, 4, true), new(5, 0, true)];

    [Fact]
    public void Views_of_crop_and_flip_are_numbered_by_top_then_left_then_side()
    {
        Assert.Equal(162, Augmentation.CropFlip.Views);
        Assert.Equal(Enumerable.Range(0, 162), Enumerable.Range(0, 162).Select(number => Augmentation.CropFlip.NumberOf(Augmentation.CropFlip.ViewNumbered(number))));
        Assert.Equal((2 * 9 + 5) * 2 + 1, Augmentation.CropFlip.NumberOf(new View(2, 5, true)));
        Assert.Equal(new View(8, 8, true), Augmentation.CropFlip.ViewNumbered(161));
        Assert.Equal(View.Identity(4), Augmentation.CropFlip.ViewNumbered(80));
        Assert.Equal((1, View.Identity(0)), (Augmentation.None.Views!.Value, Augmentation.None.ViewNumbered(0)));
        Assert.All((Augmentation[])[Augmentation.CropFlipJitterRotate, Augmentation.ResizedCropJitterLighting], continuous => Assert.Null(continuous.Views));
    }
}
