using Rrm.Architectures;

namespace Rrm.Checkpoints;

/// <summary>
/// In evaluation mode a batch norm behind a convolution is one scale and one shift per channel, and so can be part of the convolution's weights and
/// bias. The folded network computes the same, up to rounding, without the passes over memory: for a frozen one that is asked a thousand times.
/// </summary>
public static class FoldedBatchNorm
{
    /// <summary>The same classifier without the batch norms that follow a convolution. To compute with, not to train or to store.</summary>
    public static Checkpoint Of(Checkpoint original)
    {
        var tensors = new Dictionary<string, TensorData>(original.Tensors);
        var folded = original.Architecture with { Body = Fold(original.Architecture.Body, tensors), Head = Fold(original.Architecture.Head, tensors) };
        return original with { Architecture = folded, Tensors = tensors };
    }

    private static List<Layer> Fold(IReadOnlyList<Layer> layers, Dictionary<string, TensorData> tensors)
    {
        var folded = new List<Layer>();
        foreach (var layer in layers)
        {
            switch (layer)
            {
                case BatchNorm norm when folded.LastOrDefault() is Convolution convolution:
                    Fold(convolution, norm, tensors);
                    folded[^1] = convolution with { Bias = true };
                    break;
                case Residual residual:
                    folded.Add(new Residual(Fold(residual.Body, tensors), Fold(residual.Shortcut, tensors)));
                    break;
                default:
                    folded.Add(layer);
                    break;
            }
        }
        return folded;
    }

    // scale · (w∗x + b − mean) / √(var + ε) + shift
    private static void Fold(Convolution convolution, BatchNorm norm, Dictionary<string, TensorData> tensors)
    {
        float[] Of(string name) => tensors[name].Floats.ToArray();
        var (scale, shift) = (Of($"{norm.Name}.weight"), Of($"{norm.Name}.bias"));
        var (mean, variance) = (Of($"{norm.Name}.running_mean"), Of($"{norm.Name}.running_var"));
        var weight = tensors[$"{convolution.Name}.weight"];
        var (weights, bias) = (weight.Floats.ToArray(), convolution.Bias ? Of($"{convolution.Name}.bias") : new float[scale.Length]);
        var perOutput = weights.Length / bias.Length;
        for (var output = 0; output < bias.Length; output++)
        {
            var factor = scale[output] / Math.Sqrt(variance[output] + BatchNorm.Epsilon);
            foreach (ref var value in weights.AsSpan(output * perOutput, perOutput))
                value = (float)(value * factor);
            bias[output] = (float)((bias[output] - mean[output]) * factor + shift[output]);
        }
        tensors[$"{convolution.Name}.weight"] = TensorData.Of(weights, weight.Shape);
        tensors[$"{convolution.Name}.bias"] = TensorData.Of(bias, bias.Length);
    }
}
