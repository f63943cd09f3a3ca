using Rrm.Images;
using Rrm.Randomness;

namespace Rrm.Shared.Tests.Images;

public sealed class ResizedCropTests
{
    [Fact]
    public void Parts_lie_inside_and_have_the_area_and_aspect_that_are_asked_for()
    {
        var parts = Many(new PictureSize(375, 500));
        Assert.All(parts, part =>
        {
            Assert.True(part.Top >= 0 && part.Left >= 0 && part.Top + part.Height <= 375 && part.Left + part.Width <= 500, $"{part}");
            Assert.InRange(part.Height * part.Width / (375.0 * 500), 0.079, 1.001);
            Assert.InRange((double)part.Width / part.Height, 0.74, 1.35);
        });
        // Some large parts do not fit, torchvision's own mean over 200,000 draws is 0.4339.
        Assert.InRange(parts.Average(part => part.Height * part.Width / (375.0 * 500)), 0.421, 0.447);
        Assert.InRange(parts.Average(part => (part.Top + part.Height / 2.0) / 375), 0.49, 0.51);
    }

    [Theory]
    [InlineData(10, 300, 0, 143, 10, 13)]
    [InlineData(300, 10, 143, 0, 13, 10)]
    [InlineData(30, 33, 0, 0, 30, 33)]
    public void The_fallback_is_the_middle(int height, int width, int top, int left, int partHeight, int partWidth) =>
        Assert.Equal(new Window(top, left, partHeight, partWidth), ResizedCrop.Middle(new PictureSize(height, width)));

    [Fact]
    public void A_strip_falls_back_and_a_pixel_is_itself()
    {
        Assert.Equal([new Window(0, 498, 3, 4)], Many(new PictureSize(3, 1000)).Distinct());
        Assert.Equal([new Window(0, 0, 1, 1)], Many(new PictureSize(1, 1)).Distinct());
    }

    private static Window[] Many(PictureSize picture) => [.. Enumerable.Range(0, 5000).Select(index =>
    {
        var random = new KeyedRandom(2, RandomDomain.View, 0, index);
        return ResizedCrop.Draw(ref random, picture);
    })];
}
