using Rrm.Images;
using SkiaSharp;

namespace Rrm.Datasets;

/// <summary>Decodes a picture file to RGB planes: short side scaled to fit, centre cut out; untouched where the size is already right.</summary>
internal static class PictureDecoder
{
    /// <summary>Writes the picture into <paramref name="pixels"/>. Holds one decoded picture at a time per calling thread.</summary>
    /// <exception cref="DatasetException">The file is no picture, or is cut short.</exception>
    public static void Decode(string path, ImageShape shape, Span<byte> pixels)
    {
        using var picture = Load(path);
        if (picture.Width == shape.Width && picture.Height == shape.Height)
        {
            CopyPlanes(picture, pixels);
            return;
        }

        using var fitted = FitCentre(picture, shape);
        CopyPlanes(fitted, pixels);
    }

    private static SKBitmap Load(string path)
    {
        using var codec = SKCodec.Create(path, out var opened) ?? throw Broken(path, opened);
        var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        var decoded = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (decoded == SKCodecResult.Success) return bitmap;
        bitmap.Dispose();
        throw Broken(path, decoded);
    }

    private static DatasetException Broken(string path, SKCodecResult result) =>
        new($"{path} cannot be decoded ({result}); expected a whole JPEG, PNG, BMP, GIF or WebP picture. Replace or delete it.");

    private static SKBitmap FitCentre(SKBitmap picture, ImageShape shape)
    {
        var scale = Math.Min((float)picture.Width / shape.Width, (float)picture.Height / shape.Height); // source pixels per target pixel
        var source = SKRect.Create(
            (picture.Width - scale * shape.Width) / 2, (picture.Height - scale * shape.Height) / 2, scale * shape.Width, scale * shape.Height);
        var fitted = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(fitted);
        using var image = SKImage.FromBitmap(picture);
        // Shrinking needs mipmaps, or fine texture turns into false edges; enlarging looks best bicubic.
        var sampling = scale > 1 ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear) : new SKSamplingOptions(SKCubicResampler.Mitchell);
        canvas.DrawImage(image, source, SKRect.Create(shape.Width, shape.Height), sampling);
        return fitted;
    }

    private static void CopyPlanes(SKBitmap picture, Span<byte> pixels)
    {
        var interleaved = picture.GetPixelSpan();
        var plane = picture.Width * picture.Height;
        for (var place = 0; place < plane; place++)
        {
            pixels[place] = interleaved[4 * place];
            pixels[plane + place] = interleaved[4 * place + 1];
            pixels[2 * plane + place] = interleaved[4 * place + 2];
        }
    }
}
