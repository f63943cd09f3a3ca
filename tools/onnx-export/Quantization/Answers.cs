using System.Numerics.Tensors;
using Rrm.Checkpoints;
using Rrm.OnnxExport.Schema;

namespace Rrm.OnnxExport.Quantization;

/// <summary>What a teacher's graph says of some images: a representation and a class of each, and whether that class is right.</summary>
internal sealed record Answers(float[][] Representations, int[] Classes, double Accuracy)
{
    public static Answers Of(ModelProto teacher, SpreadImages images, CancellationToken cancellation)
    {
        var (representations, classes, right) = (new List<float[]>(images.Count), new List<int>(images.Count), 0);
        using var session = new GraphSession(teacher);
        foreach (var batch in images.Batches(cancellation))
        {
            using var outputs = session.Run(batch);
            var representation = outputs[0].GetTensorDataAsSpan<float>();
            var logits = outputs[1].GetTensorDataAsSpan<float>();
            var (width, count) = (representation.Length / batch.Count, logits.Length / batch.Count);
            for (var image = 0; image < batch.Count; image++)
            {
                representations.Add(representation.Slice(image * width, width).ToArray());
                classes.Add(TensorPrimitives.IndexOfMax(logits.Slice(image * count, count)));
                right += classes[^1] == batch.Labels[image] ? 1 : 0;
            }
        }
        return new([.. representations], [.. classes], (double)right / images.Count);
    }

    /// <summary>Mean cosine of both representations of an image.</summary>
    public double Cosine(Answers other) => Representations.Zip(other.Representations, Cosine).Average();

    /// <summary>Mean distance of the other representation of an image, over the length of this one.</summary>
    public double RelativeError(Answers other) => Representations.Zip(other.Representations, RelativeError).Average();

    /// <summary>Share of images of which both name the same class.</summary>
    public double Agreement(Answers other) => Classes.Zip(other.Classes, (one, another) => one == another ? 1.0 : 0).Average();

    // A vector of zeros, as a ReLU may leave it, has no direction: it is like itself alone.
    private static double Cosine(float[] one, float[] other) =>
        TensorPrimitives.Norm<float>(one) > 0 && TensorPrimitives.Norm<float>(other) > 0 ? TensorPrimitives.CosineSimilarity<float>(one, other)
        : one.AsSpan().SequenceEqual(other) ? 1 : 0;

    private static double RelativeError(float[] one, float[] other) =>
        TensorPrimitives.Distance<float>(one, other) is > 0 and var distance ? distance / Math.Max(TensorPrimitives.Norm<float>(one), float.Epsilon) : 0;
}
