using SkiaSharp;

namespace Rrm.Shared.Tests.Datasets;

/// <summary>Picture files made in the test.</summary>
internal static class Pictures
{
    public static byte[] Png(int height, int width, SKColor colour)
    {
        using var picture = new SKBitmap(width, height);
        picture.Erase(colour);
        return Encode(picture, SKEncodedImageFormat.Png);
    }

    /// <summary>The picture of <see cref="Shared.Tests.Images.Formula"/>, without loss.</summary>
    public static byte[] FormulaPng(int height, int width)
    {
        using var picture = Formula(height, width);
        return Encode(picture, SKEncodedImageFormat.Png);
    }

    /// <summary>A smooth picture, whose JPEG is close to it.</summary>
    public static byte[] SmoothJpeg(int height, int width)
    {
        using var picture = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) picture.SetPixel(x, y, new SKColor((byte)(255 * x / width), (byte)(255 * y / height), 128));
        }

        return Encode(picture, SKEncodedImageFormat.Jpeg);
    }

    private static SKBitmap Formula(int height, int width)
    {
        var picture = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                picture.SetPixel(x, y, new SKColor(Images.Formula.Value(0, y, x), Images.Formula.Value(1, y, x), Images.Formula.Value(2, y, x)));
        }

        return picture;
    }

    private static byte[] Encode(SKBitmap picture, SKEncodedImageFormat format) => picture.Encode(format, 95).ToArray();
}
