using System.Security.Cryptography;
using System.Text;
using Rrm.Datasets;
using Rrm.Images;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>What a plan must know of a data set.</summary>
/// <param name="Identity">Hex SHA-256 of the content.</param>
/// <param name="TrainImages">Images to learn from.</param>
/// <param name="TestImages">Images to be judged by.</param>
/// <param name="Shape">Their size.</param>
/// <param name="Classes">How many.</param>
internal sealed record DataFacts(string Identity, int TrainImages, int TestImages, ImageShape Shape, int Classes)
{
    public static DataFacts Of(Dataset data) => new(IdentityOf(data), data.Train.Count, data.Test.Count, data.Train.Shape, data.Train.ClassNames.Count);

    private static string IdentityOf(Dataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in (ImageSet[])[data.Train, data.Test])
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{set.Count} {set.Shape} {string.Join('\0', set.ClassNames)}"));
            for (var index = 0; index < set.Count; index++)
            {
                hash.AppendData(BitConverter.GetBytes(set.Label(index)));
                hash.AppendData(set.Image(index));
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
