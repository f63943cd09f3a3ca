using System.Security.Cryptography;
using System.Text;
using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>Images to learn from and images to be judged by, of the same size and the same classes.</summary>
public sealed record Dataset(string Name, ImageSet Train, ImageSet Test)
{
    /// <summary>Hex SHA-256 of the content of both splits, wherever they lie; see <see cref="ImageSet.Identity"/>. Computed when first asked for.</summary>
    public string Identity => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Train.Identity + Test.Identity)));

    public override string ToString() => Name;
}
