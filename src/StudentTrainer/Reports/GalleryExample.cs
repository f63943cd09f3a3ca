using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Evaluation;

namespace Rrm.StudentTrainer.Reports;

/// <summary>A test image and what the attack made of it, one entry for each network in the report's order.</summary>
/// <param name="Shape">One or three channels.</param>
/// <param name="Original">Pixels in [0,1], channels first.</param>
/// <param name="Label">The true class's name.</param>
/// <param name="Attacks">One for each network that was attacked.</param>
public sealed record GalleryExample(ImageShape Shape, float[] Original, string Label, IReadOnlyList<GalleryAttack> Attacks)
{
    /// <summary>From what an evaluation kept of an image.</summary>
    /// <param name="outcomes">One for each network.</param>
    internal static GalleryExample Of(ImageSet images, IEnumerable<EvaluationOutcome> outcomes, int index)
    {
        var original = new float[images.Shape.Elements];
        Inference.Pixels.ToFloat(images.Image(index), original);
        string Name(int label) => images.ClassNames[label];
        return new(images.Shape, original, Name(images.Label(index)),
            [.. outcomes.Select(outcome => new GalleryAttack(Name(outcome.Verdicts[index].CleanPrediction), outcome.Images[index].Pixels, Name(outcome.Images[index].Prediction)))]);
    }
}
