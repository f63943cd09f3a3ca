using Rrm.Datasets;
using Rrm.Images;
using SkiaSharp;

namespace Rrm.Bench;

/// <summary>JPEG files of the usual size of an ImageNet picture, smooth colours under fine noise, so that decoding costs what it costs with photographs.</summary>
internal static class NoisePictures
{
    private const int Height = 375, Width = 500, Quality = 90;

    public static PictureSize Size { get; } = new(Height, Width);

    /// <summary>Writes the files and opens them as restricted-imagenet does: each of its nine classes gets its share.</summary>
    public static ImageSet Open(string folder, int count)
    {
        string[] wnids = ["n02085620", "n02123045", "n01641577", "n01664065", "n01795545", "n02480495", "n02514041", "n01978287", "n02165105"];
        Parallel.For(0, count, index =>
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, "train", wnids[index % wnids.Length]));
            File.WriteAllBytes(Path.Combine(place.FullName, $"{index:D5}.JPEG"), Jpeg(index));
        });
        Directory.CreateSymbolicLink(Path.Combine(folder, "val"), Path.Combine(folder, "train"));
        return DatasetCatalog.Open(new DatasetRequest("restricted-imagenet", folder)).Train;
    }

    private static byte[] Jpeg(int index)
    {
        var random = new Random(index);
        using var picture = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = picture.GetPixelSpan();
        random.NextBytes(pixels);
        for (var place = 0; place < pixels.Length; place++)
        {
            var (channel, column, row) = (place % 4, place / 4 % Width, place / 4 / Width);
            pixels[place] = (byte)(110 + 70 * Math.Sin((channel + 1) * column / 60.0 + row / 45.0 + index) + pixels[place] / 6);
        }

        return picture.Encode(SKEncodedImageFormat.Jpeg, Quality).ToArray();
    }
}
