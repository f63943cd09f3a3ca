using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>Pictures in files. Holds names and sizes; a decoded picture lives as long as the call that asks for it.</summary>
internal sealed class PictureFiles(string root, IReadOnlyList<LabelledFile> files, IReadOnlyList<PictureSize> sizes, PictureFit fit) : IPictureSource
{
    public int Count => files.Count;

    public int Label(int index) => files[index].Label;

    public PictureSize Size(int index) => sizes[index];

    public string Identity(int index)
    {
        var path = files[index].Path;
        return $"{Path.GetRelativePath(root, path).Replace('\\', '/')} {new FileInfo(path).Length}";
    }

    public void Decode(int index, Span<byte> pixels)
    {
        var (scaled, image) = (fit.Scaled(sizes[index]), fit.Shape);
        using var picture = PictureDecoder.Load(files[index].Path, sizes[index], (double)sizes[index].Height / scaled.Height);
        using var across = new Taps(0, picture.Size.Width, picture.Size.Width, scaled.Width, PictureFit.Skipped(scaled.Width, image.Width), image.Width);
        using var down = new Taps(0, picture.Size.Height, picture.Size.Height, scaled.Height, PictureFit.Skipped(scaled.Height, image.Height), image.Height);
        Resampler.Scale(picture.Pixels, picture.Size.Width, across, down, new PictureSize(image.Height, image.Width), pixels);
    }

    public void Decode(int index, Window window, Span<byte> pixels)
    {
        var (size, image) = (sizes[index], fit.Shape);
        using var picture = PictureDecoder.Load(files[index].Path, size, Math.Min((double)window.Height / image.Height, (double)window.Width / image.Width));
        var (tall, wide) = ((double)picture.Size.Height / size.Height, (double)picture.Size.Width / size.Width); // 1, or less after a reduced decoding
        using var across = new Taps(window.Left * wide, window.Width * wide, picture.Size.Width, image.Width, 0, image.Width);
        using var down = new Taps(window.Top * tall, window.Height * tall, picture.Size.Height, image.Height, 0, image.Height);
        Resampler.Scale(picture.Pixels, picture.Size.Width, across, down, new PictureSize(image.Height, image.Width), pixels);
    }
}
