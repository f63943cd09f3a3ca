using Rrm.Clients;
using Rrm.Protocol.V1;
using SkiaSharp;

namespace Rrm.Examples;

/// <summary>Picture files as teachers take them: RGB planes of bytes.</summary>
internal static class Pictures
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    public static IReadOnlyList<string> In(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new RrmException($"'{folder}' has no picture; expected {string.Join(", ", Endings)} files.");
    }

    public static PixelBatch Load(IReadOnlyList<string> files, ImageShape shape)
    {
        var stride = shape.Channels * shape.Height * shape.Width;
        var pixels = new byte[files.Count * stride];
        for (var index = 0; index < files.Count; index++)
            Load(files[index], shape, pixels.AsSpan(index * stride, stride));
        return new(pixels, files.Count);
    }

    // Scaled until it covers the teacher's size, and the middle of that.
    private static void Load(string file, ImageShape shape, Span<byte> planes)
    {
        using var picture = SKImage.FromEncodedData(file) ?? throw new RrmException($"'{file}' is no picture that can be decoded. Mend it, or take it out of the folder.");
        using var fitted = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var scale = Math.Max((float)shape.Width / picture.Width, (float)shape.Height / picture.Height);
        var (width, height) = (picture.Width * scale, picture.Height * scale);
        using (var canvas = new SKCanvas(fitted))
            canvas.DrawImage(picture, SKRect.Create((shape.Width - width) / 2, (shape.Height - height) / 2, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));

        var rgba = fitted.GetPixelSpan();
        var plane = shape.Height * shape.Width;
        for (var place = 0; place < plane; place++)
            for (var channel = 0; channel < 3; channel++)
                planes[channel * plane + place] = rgba[4 * place + channel];
    }
}
