using System.Security.Cryptography;
using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

/// <summary>
/// Pictures made by a formula that another program can repeat, and the hashes by which results are compared with that program's.
/// The goldens beside it come from torchvision 0.14.1 and Pillow 9.4 (Debian 12), given the same pictures and the same parameters.
/// </summary>
internal static class Formula
{
    public static byte Value(int channel, int y, int x) => (byte)(x * 7 + y * 13 + channel * 29 + x * y * (channel + 1) / 3);

    /// <summary>Channel planes of rows.</summary>
    public static byte[] Planes(int height, int width) => [..
        from channel in Enumerable.Range(0, 3) from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) select Value(channel, y, x)];

    public static ImageSet Set(int height, int width) => new("formula", "train", new ImageShape(3, height, width), ["only"], 1, (_, pixels) =>
    {
        Planes(height, width).CopyTo(pixels);
        return 0;
    });

    public static string Hash(ReadOnlySpan<byte> pixels) => Convert.ToHexStringLower(SHA256.HashData(pixels))[..16];
}
