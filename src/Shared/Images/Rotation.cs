using System.Buffers;

namespace Rrm.Images;

/// <summary>
/// Turning an image about its centre by the nearest pixel, corners that come from outside black; in the 16.16 fixed point of Pillow's
/// affine transform, so equal to it value for value.
/// </summary>
internal static class Rotation
{
    private const int One = 1 << 16;

    /// <summary>Turns all planes in place.</summary>
    /// <param name="pixels">Channel planes of rows.</param>
    /// <param name="shape">Their size.</param>
    /// <param name="degrees">Counter-clockwise as seen.</param>
    public static void Apply(Span<byte> pixels, ImageShape shape, float degrees)
    {
        var (channels, height, width) = shape;
        var (sine, cosine) = Math.SinCos(-degrees * (Math.PI / 180));
        var (middleX, middleY) = (width / 2.0, height / 2.0);
        var (stepX, stepY) = (Fixed(cosine), Fixed(sine)); // what a step right in the target is in the source; a step down is (stepY, stepX) turned
        var rowX = Fixed(middleX - cosine * middleX - sine * middleY + (cosine + sine) / 2);
        var rowY = Fixed(middleY + sine * middleX - cosine * middleY + (cosine - sine) / 2);
        var copy = ArrayPool<byte>.Shared.Rent(pixels.Length);
        pixels.CopyTo(copy);
        var plane = height * width;
        for (var y = 0; y < height; y++)
        {
            var (sourceX, sourceY) = (rowX, rowY);
            for (var x = 0; x < width; x++)
            {
                var (column, row) = (sourceX >> 16, sourceY >> 16);
                var isInside = (uint)column < (uint)width && (uint)row < (uint)height;
                var (target, source) = (y * width + x, row * width + column);
                for (var channel = 0; channel < channels; channel++, target += plane, source += plane) pixels[target] = isInside ? copy[source] : (byte)0;
                (sourceX, sourceY) = (sourceX + stepX, sourceY - stepY);
            }

            (rowX, rowY) = (rowX + stepY, rowY + stepX);
        }

        ArrayPool<byte>.Shared.Return(copy);
    }

    private static int Fixed(double value) => (int)Math.Floor(value * One + 0.5);
}
