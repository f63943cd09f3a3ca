using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(0, 0, 300, 411, 224, 224, "37cc880a1cc75771")]
    [InlineData(17, 33, 200, 150, 224, 224, "9cdfd59984a59233")]
    [InlineData(5, 7, 40, 51, 224, 224, "a4676f73bb0d866c")]
    [InlineData(100, 3, 128, 301, 32, 24, "fd6d5d16658bf6ff")]
    [InlineData(0, 0, 300, 411, 9, 7, "b9a0d4ecaa93eb26")]
    public void Equals_Pillow_value_for_value(int top, int left, int height, int width, int targetHeight, int targetWidth, string golden) =>
        Assert.Equal(golden, Formula.Hash(Scaled(300, 411, new Window(top, left, height, width), new PictureSize(targetHeight, targetWidth))));

    [Fact]
    public void A_small_result_can_be_read() => Assert.Equal<byte>(
        [
            56, 71, 87, 101, 93, 109, 127, 144, 130, 148, 168, 186,
            87, 104, 122, 138, 126, 146, 168, 187, 165, 188, 214, 209,
            118, 136, 157, 175, 158, 182, 204, 182, 199, 195, 139, 58,
        ],
        Scaled(12, 10, new Window(2, 1, 9, 8), new PictureSize(3, 4)));

    [Fact]
    public void A_part_of_the_same_size_is_copied()
    {
        var set = Formula.Set(19, 23);
        var pixels = new byte[set.Shape.Elements];
        set.CopyTo(0, new Window(0, 0, 19, 23), pixels);
        Assert.Equal(set.Image(0), pixels);
    }

    private static byte[] Scaled(int height, int width, Window part, PictureSize target)
    {
        var picture = new byte[height * width * 4];
        for (var place = 0; place < picture.Length; place++) picture[place] = Formula.Value(place % 4, place / 4 / width, place / 4 % width);
        using var across = new Taps(part.Left, part.Width, width, target.Width, 0, target.Width);
        using var down = new Taps(part.Top, part.Height, height, target.Height, 0, target.Height);
        var planes = new byte[3 * target.Height * target.Width];
        Resampler.Scale(picture, width, across, down, target, planes);
        return planes;
    }
}
