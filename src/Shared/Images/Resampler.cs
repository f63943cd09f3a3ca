using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rrm.Images;

/// <summary>
/// Scales pictures by an antialiased bilinear filter: across, then down, rounding to bytes after each. Equal to Pillow's
/// <c>resize(…, BILINEAR)</c> value for value.
/// </summary>
internal static class Resampler
{
    private const int PixelBytes = 4; // red, green, blue and one that is carried along
    private const int Half = 1 << (Taps.Precision - 1);

    /// <summary>Scales a part of an image to its whole size, both in channel planes of rows.</summary>
    public static void Scale(ReadOnlySpan<byte> image, ImageShape shape, Window part, Span<byte> planes)
    {
        var pixels = ArrayPool<byte>.Shared.Rent(shape.Height * shape.Width * PixelBytes);
        using var across = new Taps(part.Left, part.Width, shape.Width, shape.Width, 0, shape.Width);
        using var down = new Taps(part.Top, part.Height, shape.Height, shape.Height, 0, shape.Height);
        Interleave(image, pixels);
        Scale(pixels, shape.Width, across, down, new PictureSize(shape.Height, shape.Width), planes);
        ArrayPool<byte>.Shared.Return(pixels);
    }

    /// <summary>Scales a part of a picture.</summary>
    /// <param name="picture">Rows of pixels of four bytes, without gaps.</param>
    /// <param name="pictureWidth">Pixels in a row.</param>
    /// <param name="across">From columns to the target's columns.</param>
    /// <param name="down">From rows to the target's rows.</param>
    /// <param name="target">The size of the result.</param>
    /// <param name="planes">Receives its three channel planes.</param>
    public static void Scale(ReadOnlySpan<byte> picture, int pictureWidth, in Taps across, in Taps down, PictureSize target, Span<byte> planes)
    {
        var (top, rows) = (down.First(0), down.End - down.First(0));
        var stride = (target.Width * PixelBytes + 15) / 16 * 16; // whole vectors
        var narrow = ArrayPool<byte>.Shared.Rent((rows + 1) * stride);
        for (var row = 0; row < rows; row++)
            Across(picture.Slice((top + row) * pictureWidth * PixelBytes, pictureWidth * PixelBytes), across, narrow.AsSpan(row * stride, target.Width * PixelBytes));

        var line = narrow.AsSpan(rows * stride, stride);
        var plane = target.Height * target.Width;
        for (var row = 0; row < target.Height; row++)
        {
            Down(narrow.AsSpan((down.First(row) - top) * stride), stride, down.Weights(row), line);
            for (var (column, place) = (0, row * target.Width); column < target.Width; column++, place++)
            {
                planes[place] = line[PixelBytes * column];
                planes[plane + place] = line[PixelBytes * column + 1];
                planes[2 * plane + place] = line[PixelBytes * column + 2];
            }
        }

        ArrayPool<byte>.Shared.Return(narrow);
    }

    private static void Across(ReadOnlySpan<byte> row, in Taps taps, Span<byte> target)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(row);
        var targets = MemoryMarshal.Cast<byte, uint>(target);
        for (var column = 0; column < targets.Length; column++)
        {
            var weights = taps.Weights(column);
            var sources = pixels.Slice(taps.First(column), weights.Length);
            var sum = Vector128.Create(Half);
            for (var tap = 0; tap < weights.Length; tap++)
                sum += Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(sources[tap]).AsByte())).AsInt32() * weights[tap];
            var words = Vector128.Narrow(sum >> Taps.Precision, Vector128<int>.Zero);
            targets[column] = Vector128.Narrow(words.AsUInt16(), Vector128<ushort>.Zero).AsUInt32()[0];
        }
    }

    private static void Down(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> weights, Span<byte> target)
    {
        for (var place = 0; place < stride; place += Vector128<byte>.Count)
        {
            var (a, b, c, d) = (Vector128.Create(Half), Vector128.Create(Half), Vector128.Create(Half), Vector128.Create(Half));
            for (var (tap, source) = (0, place); tap < weights.Length; tap++, source += stride)
            {
                var (low, high) = Vector128.Widen(Vector128.Create(rows.Slice(source, Vector128<byte>.Count)));
                var weight = weights[tap];
                a += Vector128.WidenLower(low).AsInt32() * weight;
                b += Vector128.WidenUpper(low).AsInt32() * weight;
                c += Vector128.WidenLower(high).AsInt32() * weight;
                d += Vector128.WidenUpper(high).AsInt32() * weight;
            }

            var (left, right) = (Vector128.Narrow(a >> Taps.Precision, b >> Taps.Precision), Vector128.Narrow(c >> Taps.Precision, d >> Taps.Precision));
            Vector128.Narrow(left.AsUInt16(), right.AsUInt16()).CopyTo(target[place..]);
        }
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels)
    {
        var plane = planes.Length / 3;
        for (var place = 0; place < plane; place++)
        {
            pixels[PixelBytes * place] = planes[place];
            pixels[PixelBytes * place + 1] = planes[plane + place];
            pixels[PixelBytes * place + 2] = planes[2 * plane + place];
            pixels[PixelBytes * place + 3] = byte.MaxValue;
        }
    }
}
