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
    public static DataFacts Of(Dataset data) => new(data.Identity, data.Train.Count, data.Test.Count, data.Train.Shape, data.Train.ClassNames.Count);
}
