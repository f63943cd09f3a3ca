using Rrm.Architectures;
using Rrm.Images;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.Bench;

/// <summary>Forward, loss and backward of one network in both precisions; the optimizer's step is the same in either.</summary>
internal static class PrecisionBenchmark
{
    public static void Run(TextWriter output)
    {
        foreach (var name in (string[])["vgg-small", "vgg11", "resnet18"])
            Compare(name).Print(output);
    }

    private static PairedRatio Compare(string architecture)
    {
        using var scope = NewDisposeScope();
        using var network = Network.Create(ArchitectureCatalog.Create(architecture, 10), Normalization.Cifar10, seed: 0, CPU);
        var (images, labels) = (rand(128, 3, 32, 32), randint(10, [128], ScalarType.Int64));
        network.IsTraining = true;
        return PairedRatio.Measure(
            $"{architecture} fp32", () => Step(Precision.Float32), $"{architecture} bf16", () => Step(Precision.BFloat16), pairs: 5, warmup: 1);

        void Step(Precision precision)
        {
            using var step = NewDisposeScope();
            network.Precision = precision;
            nn.functional.cross_entropy(network.Logits(images), labels).backward();
            foreach (var (_, parameter) in network.Parameters) parameter.grad = null;
        }
    }
}
