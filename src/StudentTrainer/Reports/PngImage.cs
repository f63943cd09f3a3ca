using Rrm.Images;
using SkiaSharp;

namespace Rrm.StudentTrainer.Reports;

/// <summary>An image as a PNG file, or as the address of itself, so that a page needs no files beside it.</summary>
internal static class PngImage
{
    /// <summary>Pixels in [0,1], channels first; values outside are clamped. One channel is shown in grey.</summary>
    public static string DataUri(ImageShape shape, ReadOnlySpan<float> pixels) => $"data:image/png;base64,{Convert.ToBase64String(Encode(shape, pixels))}";

    /// <summary>The file. Small images are enlarged by whole factors, for viewers that would blur them.</summary>
    public static byte[] Encode(ImageShape shape, ReadOnlySpan<float> pixels, int enlarged = 1)
    {
        if (shape.Channels is not (1 or 3) || pixels.Length != shape.Elements)
            throw new ArgumentException($"{pixels.Length} values of {shape} are no picture; expected one or three channels and {shape.Elements} values.", nameof(pixels));
        using var bitmap = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var bytes = bitmap.GetPixelSpan();
        var plane = shape.Height * shape.Width;
        for (var index = 0; index < plane; index++)
        {
            for (var channel = 0; channel < 3; channel++)
                bytes[4 * index + channel] = ToByte(pixels[channel % shape.Channels * plane + index]);
            bytes[4 * index + 3] = byte.MaxValue;
        }
        using var large = enlarged == 1 ? null : bitmap.Resize(new SKImageInfo(shape.Width * enlarged, shape.Height * enlarged), new SKSamplingOptions(SKFilterMode.Nearest));
        using var png = (large ?? bitmap).Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static byte ToByte(float value) => (byte)MathF.Round(255 * Math.Clamp(value, 0, 1));
}
