using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rrm.Images;

/// <summary>What tells the content of one set from another's.</summary>
internal static class ImageIdentity
{
    /// <summary>Hex SHA-256 of size, class names and labels, and of the pixels or, where given, of what the pictures say of themselves.</summary>
    public static string Of(ImageSet images, IPictureSource? pictures)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append($"{images.Count} images of {images.Shape}");
        foreach (var name in images.ClassNames) Append(name);
        for (var index = 0; index < images.Count; index++)
        {
            Append(images.Label(index).ToString(CultureInfo.InvariantCulture));
            if (pictures is null) hash.AppendData(images.Image(index));
            else Append(pictures.Identity(index));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\0')); // the end marked, so that no two lists read alike
    }
}
