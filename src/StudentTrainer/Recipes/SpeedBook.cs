using System.Diagnostics;
using Rrm.Architectures;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>
/// How fast each network is on this machine: a few steps of it on random pixels, timed when first asked for.
/// </summary>
internal sealed class SpeedBook(ComputeDevice device)
{
    private const double PassesOfUpdate = 3;
    private const int PixelsTimed = 64 * 32 * 32; // 64 images of CIFAR-10
    private const int FewestSteps = 5;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1), TooLong = TimeSpan.FromSeconds(20);

    private readonly Dictionary<object, double> measured = [];

    /// <summary>How many times longer than the fastest the usual step of a network took, at worst: about 1 on an idle machine.</summary>
    public double Unrest { get; private set; } = 1;

    /// <summary>Seconds of a forward pass of one image within training.</summary>
    public double PassSeconds(TrainingOptions options, DataFacts facts) => Once(options, facts, options.Precision, "update", Update) / PassesOfUpdate;

    /// <summary>Seconds of a step of an attack on one image: forward and back to the pixels, in float32.</summary>
    public double AttackSeconds(TrainingOptions options, DataFacts facts) => Once(options, facts, Precision.Float32, "attack", Attack);

    private double Once(TrainingOptions options, DataFacts facts, Precision precision, string kind, Action<Network, Tensor, Tensor> step)
    {
        // A GPU is filled by whole batches alone; on CPUs a part of one is as fast an image.
        var count = device.IsCpu ? Math.Clamp(PixelsTimed / (facts.Shape.Height * facts.Shape.Width), 1, options.BatchSize) : options.BatchSize;
        var key = (options.Architecture, facts.Shape, facts.Classes, count, precision, kind);
        if (measured.TryGetValue(key, out var seconds))
            return seconds;
        using var network = Network.Create(ArchitectureFile.Resolve(options.Architecture, facts.Classes, facts.Shape), Normalization.Centred, 0, device.Device);
        (network.Precision, network.IsTraining) = (precision, true);
        using var images = rand(count, facts.Shape.Channels, facts.Shape.Height, facts.Shape.Width, device: network.Device);
        using var labels = zeros(count, ScalarType.Int64, network.Device);
        return measured[key] = Fastest(() => step(network, images, labels)) / count;
    }

    // The first step also pays for what happens once.
    private double Fastest(Action step)
    {
        step();
        var (watch, times) = (Stopwatch.StartNew(), new List<double>());
        while ((watch.Elapsed < Enough || times.Count < FewestSteps) && watch.Elapsed < TooLong)
        {
            var started = Stopwatch.GetTimestamp();
            step();
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        Unrest = Math.Max(Unrest, times.Order().ElementAt(times.Count / 2) / times.Min());
        return times.Min();
    }

    private static void Update(Network network, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var loss = F.cross_entropy(network.Logits(images), labels);
        loss.backward();
        loss.item<float>(); // Waits for the device.
        foreach (var (_, parameter) in network.Parameters)
            parameter.grad = null;
    }

    private static void Attack(Network network, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var frozen = network.Freeze();
        InputGradient.At(network, images, labels).Losses.sum().item<float>();
    }
}
