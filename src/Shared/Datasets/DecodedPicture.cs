using System.Buffers;
using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>A picture as rows of pixels of four bytes: red, green, blue, opacity. Rented: dispose after use.</summary>
internal readonly struct DecodedPicture(byte[] rented, PictureSize size) : IDisposable
{
    /// <summary>Its size, perhaps smaller than its file's.</summary>
    public PictureSize Size { get; } = size;

    /// <summary>Its rows, without gaps.</summary>
    public ReadOnlySpan<byte> Pixels => rented.AsSpan(0, Size.Height * Size.Width * 4);

    public void Dispose() => ArrayPool<byte>.Shared.Return(rented);
}
