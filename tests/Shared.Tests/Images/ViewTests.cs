using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

public sealed class ViewTests
{
    private static readonly ImageShape shape = new(2, 5, 6);

    public static TheoryData<int, int, bool> EveryViewOfPaddingTwo()
    {
        var views = new TheoryData<int, int, bool>();
        for (var place = 0; place < 5 * 5 * 2; place++) views.Add(place / 2 % 5, place / 10, place % 2 == 1);
        return views;
    }

    [Theory]
    [MemberData(nameof(EveryViewOfPaddingTwo))]
    public void A_view_is_the_window_of_the_padded_image(int top, int left, bool flip)
    {
        var image = TestImages.Random(1, shape).Image(0).ToArray();
        var window = new byte[shape.Elements];
        Array.Fill(window, (byte)77);
        new View(top, left, flip).CopyTo(image, shape, 2, window);
        Assert.Equal(PixelByPixel(image, new View(top, left, flip), 2), window);
    }

    [Fact]
    public void Padding_wider_than_the_image_leaves_black()
    {
        var window = new byte[shape.Elements];
        new View(0, 0, false).CopyTo(TestImages.Random(1, shape).Image(0), shape, 20, window);
        Assert.Equal(new byte[shape.Elements], window);
    }

    private static byte[] PixelByPixel(byte[] image, View view, int padding)
    {
        var window = new byte[shape.Elements];
        for (var place = 0; place < window.Length; place++)
        {
            var (x, y, channel) = (place % shape.Width, place / shape.Width % shape.Height, place / shape.Width / shape.Height);
            var column = (view.Flip ? shape.Width - 1 - x : x) + view.Left - padding;
            var row = y + view.Top - padding;
            var inside = row >= 0 && row < shape.Height && column >= 0 && column < shape.Width;
            window[place] = inside ? image[(channel * shape.Height + row) * shape.Width + column] : (byte)0;
        }

        return window;
    }
}
