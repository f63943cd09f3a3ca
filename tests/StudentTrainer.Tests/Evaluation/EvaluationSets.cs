using Rrm.Images;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Tests.Attacks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Evaluation;

/// <summary>Sets of small images that a network classifies rightly, except every tenth.</summary>
internal static class EvaluationSets
{
    public static ImageSet For(Network network, int count, byte low = 0, byte high = 255)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var frozen = network.Freeze();
        var bytes = Goldens.Images(count, SmallNetworks.Shape).Select(value => (byte)(low + value * (high - low) / 255)).ToArray();
        var pixels = tensor(bytes, [count, 3, 8, 8]).to(ScalarType.Float32) / 255f;
        var predictions = network.Logits(pixels).argmax(1).data<long>().ToArray();
        var classes = network.Architecture.Classes;
        return new("small", "test", SmallNetworks.Shape, [.. Enumerable.Range(0, classes).Select(label => $"class {label}")], count, (index, row) =>
        {
            bytes.AsSpan(index * row.Length, row.Length).CopyTo(row);
            return (int)((predictions[index] + (index % 10 == 9 ? 1 : 0)) % classes);
        });
    }

    /// <summary>Evaluates on this thread and leaves no tensor behind.</summary>
    public static EvaluationOutcome Evaluate(this Network network, ImageSet images, EvaluationOptions options, params StudentTrainer.Attacks.IAttack[] attacks) =>
        new RobustnessEvaluator(network, images, options).Evaluate(attacks);
}
