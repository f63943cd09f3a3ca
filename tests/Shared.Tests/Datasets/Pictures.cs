using Rrm.Shared.Tests.Images;
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

    /// <summary>The picture of <see cref="Formula"/>, without loss.</summary>
    public static byte[] FormulaPng(int height, int width) => Paint(height, width, Formula.Value, SKEncodedImageFormat.Png);

    /// <summary>A smooth picture, whose JPEG is close to it.</summary>
    public static byte[] SmoothJpeg(int height, int width) => Paint(
        height, width, (channel, y, x) => (byte)(channel switch { 0 => 255 * x / width, 1 => 255 * y / height, _ => 128 }), SKEncodedImageFormat.Jpeg);

    private static byte[] Paint(int height, int width, Func<int, int, int, byte> value, SKEncodedImageFormat format)
    {
        using var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = picture.GetPixelSpan();
        for (var place = 0; place < pixels.Length; place++)
            pixels[place] = place % 4 == 3 ? byte.MaxValue : value(place % 4, place / 4 / width, place / 4 % width);
        return Encode(picture, format);
    }

    private static byte[] Encode(SKBitmap picture, SKEncodedImageFormat format) => picture.Encode(format, 95).ToArray();
}
