using System.Buffers;
using Rrm.Images;
using SkiaSharp;

namespace Rrm.Datasets;

/// <summary>Reads picture files. Colour profiles and orientation marks are not applied, as the usual Python pipelines apply none.</summary>
internal static class PictureDecoder
{
    private const long MostPixels = 1 << 28; // of which four bytes each still fit in one array
    private const double SparedReduction = 2; // what the filter must still have to do after a reduced decoding, so that it decides the quality

    private const string Cure = "Replace or delete it, or leave out what cannot be decoded: --on-bad-image skip.";

    /// <summary>The size of a picture, from the head of its file.</summary>
    /// <exception cref="DatasetException">The file is no picture.</exception>
    public static PictureSize SizeOf(string path)
    {
        using var codec = Open(path);
        return SizeOf(codec);
    }

    /// <summary>The size of a picture all of which can be decoded.</summary>
    /// <exception cref="DatasetException">The file is no picture, or is cut short.</exception>
    public static PictureSize Verify(string path)
    {
        using var picture = Load(path, SizeOf(path), 1);
        return picture.Size;
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="size">Its size when the data set was opened.</param>
    /// <param name="reduction">
    /// How many of its pixels will be scaled to one, along the axis with fewer. From 4 on a JPEG is decoded to a half, a quarter or an eighth
    /// of its size, which leaves at least 2 to the filter and takes far less time.
    /// </param>
    /// <exception cref="DatasetException">The file is no picture, is cut short, or is another than it was.</exception>
    public static unsafe DecodedPicture Load(string path, PictureSize size, double reduction)
    {
        using var codec = Open(path);
        if (size != SizeOf(codec)) throw new DatasetException($"{path} is another picture than when the data set was opened ({SizeOf(codec)}, before {size}). Start again.");
        var scale = 1f;
        while (scale > 1 / 8f && reduction * scale / 2 >= SparedReduction) scale /= 2;
        var reduced = codec.GetScaledDimensions(scale); // the whole size where the format has no smaller ones
        var info = new SKImageInfo(reduced.Width, reduced.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var pixels = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        SKCodecResult result;
        fixed (byte* start = pixels) result = codec.GetPixels(info, (nint)start);
        if (result == SKCodecResult.Success) return new DecodedPicture(pixels, new PictureSize(reduced.Height, reduced.Width));
        ArrayPool<byte>.Shared.Return(pixels);
        throw Broken(path, result);
    }

    private static PictureSize SizeOf(SKCodec codec) => new(codec.Info.Height, codec.Info.Width);

    private static SKCodec Open(string path)
    {
        var codec = SKCodec.Create(path, out var opened) ?? throw Broken(path, opened);
        if ((long)codec.Info.Width * codec.Info.Height <= MostPixels) return codec;
        codec.Dispose();
        throw new DatasetException($"{path} has {codec.Info.Width:N0} x {codec.Info.Height:N0} pixels; expected at most {MostPixels:N0} in all. {Cure}");
    }

    private static DatasetException Broken(string path, SKCodecResult result) =>
        new($"{path} cannot be decoded ({result}); expected a whole JPEG, PNG, BMP, GIF or WebP picture. {Cure}");
}
