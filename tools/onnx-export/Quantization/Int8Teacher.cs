using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.OnnxExport.Schema;

namespace Rrm.OnnxExport.Quantization;

/// <summary>
/// The int8 form of a classifier. Ranges of activations come from training images; how much of a range's ends is given up to make its steps finer is
/// decided by the representations that come out; how close they are is told of test images.
/// </summary>
internal static class Int8Teacher
{
    // A wide range is coarse, a narrow one clips: which harms more depends on how far a network's largest activations lie out.
    private static readonly double[] Clippings = [0, 1e-5, 1e-4, 1e-3];

    // Enough to tell clippings apart.
    private const int ComparedImages = 128;

    /// <exception cref="RrmException">The data set has other classes, or the classifier has no int8 form that is computed in integers throughout.</exception>
    public static (ModelProto Model, Fidelity Fidelity) Make(Checkpoint checkpoint, Int8Options options, CancellationToken cancellation)
    {
        var dataset = options.Dataset;
        ClassAgreement.Require(checkpoint.Manifest.ClassNames, dataset.Train.ClassNames, dataset.Name);
        var real = OnnxModelBuilder.Build(FoldedBatchNorm.Of(checkpoint));

        var calibration = new SpreadImages(dataset.Train, options.CalibrationImages);
        options.Progress($"Ranges of activations from {calibration.Count:N0} training images of {dataset.Name} …");
        var ranges = ActivationRanges.Observe(real, checkpoint.Manifest.Normalization, calibration, cancellation);

        var compared = new SpreadImages(dataset.Train, Math.Min(ComparedImages, calibration.Count));
        var expected = Answers.Of(real, compared, cancellation);
        var (model, clipping) = Clippings
            .Select(clipping => (Model: GraphQuantizer.Quantize(real, tensor => ranges.Grid(tensor, clipping)), Clipping: clipping))
            .MaxBy(candidate => expected.Cosine(Answers.Of(candidate.Model, compared, cancellation)));
        Fusion.Require(checkpoint.Architecture.Name, model.Graph, GraphSession.Optimized(model));

        var test = new SpreadImages(dataset.Test, options.TestImages);
        options.Progress($"Fidelity on {test.Count:N0} test images …");
        var (float32, int8) = (Answers.Of(real, test, cancellation), Answers.Of(model, test, cancellation));
        return (model, new Fidelity
        {
            Dataset = dataset.Name,
            CalibrationImages = calibration.Count,
            Clipping = clipping,
            TestImages = test.Count,
            RepresentationCosine = float32.Cosine(int8),
            RepresentationRelativeError = float32.RelativeError(int8),
            PredictionAgreement = float32.Agreement(int8),
            NaturalAccuracy = new(float32.Accuracy, int8.Accuracy),
        });
    }
}
