using System.Buffers.Binary;
using System.Security.Cryptography;
using Rrm.Images;

namespace Rrm.StudentTrainer.RobustData;

/// <summary>What tells one set of images from another, whatever its name.</summary>
internal static class ImageContent
{
    /// <summary>Hex SHA-256 over the label (int64, little-endian) and the pixels of each image in turn.</summary>
    public static string Sha256(ImageSet images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> label = stackalloc byte[sizeof(long)];
        for (var index = 0; index < images.Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(label, images.Label(index));
            hash.AppendData(label);
            hash.AppendData(images.Image(index));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
