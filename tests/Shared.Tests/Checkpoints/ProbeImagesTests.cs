using Rrm.Checkpoints;
using Rrm.Images;

namespace Rrm.Shared.Tests.Checkpoints;

public sealed class ProbeImagesTests
{
    private static readonly ImageShape Shape = new(3, 32, 24);
    private static readonly byte[] Images = ProbeImages.Of(Shape);

    [Fact]
    public void The_first_is_a_ramp_of_greys_from_corner_to_corner()
    {
        Assert.Equal(0, Images[0]);
        Assert.Equal(255 * (5 + 7) / (31 + 23), Images[5 * 24 + 7]);
        Assert.Equal(255, Images[32 * 24 - 1]);
        Assert.Equal(Images[..(32 * 24)], Images[(2 * 32 * 24)..(3 * 32 * 24)]);
    }

    // Philox's published answer to key 0, counter 0 is 6627e8d5 …
    [Fact]
    public void The_last_is_published_noise() => Assert.Equal([0xd5, 0xe8, 0x27, 0x66], Images.AsSpan(3 * Shape.Elements, 4).ToArray());

    [Fact]
    public void Those_between_mix_the_two()
    {
        for (var position = 0; position < Shape.Elements; position++)
        {
            var (ramp, noise) = (Images[position], Images[3 * Shape.Elements + position]);
            Assert.Equal((ramp * 2 + noise) / 3, Images[Shape.Elements + position]);
            Assert.Equal((ramp + noise * 2) / 3, Images[2 * Shape.Elements + position]);
        }
    }

    [Fact]
    public void The_rule_holds_for_the_smallest_image() => Assert.Equal(ProbeImages.Count, ProbeImages.Of(new(1, 1, 1)).Length);
}
