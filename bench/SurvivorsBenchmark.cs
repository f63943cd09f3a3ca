using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;
using static TorchSharp.torch;

namespace Rrm.Bench;

/// <summary>APGD-CE with restarts on a network of which about half of the images break: on survivors only, as evaluation does it, and on all images to the end.</summary>
internal static class SurvivorsBenchmark
{
    private const int Images = 128, BatchSize = 64, Steps = 10, Restarts = 5;

    public static void Run(TextWriter output)
    {
        using var network = Trained(out var images);
        var attack = new Apgd(Halving(network, images), Steps);
        var options = new EvaluationOptions { Restarts = Restarts, BatchSize = BatchSize };
        var robust = new RobustnessEvaluator(network, images, options).Evaluate([attack]).Verdicts.Count(verdict => verdict.Robust);
        if (OnAll(network, images, attack) != robust)
            throw new InvalidOperationException("The two ways disagree about which images are robust.");

        var times = Turns.Take(rounds: 5, warmup: 1,
            () => Seconds(() => new RobustnessEvaluator(network, images, options).Evaluate([attack])),
            () => Seconds(() => OnAll(network, images, attack)));
        var (survivors, all) = (new Sample("survivors only", times[0]), new Sample("all images", times[1]));
        var table = new Table(output, $"{attack.Name} {Steps} x {Restarts}, {robust} of {Images} images robust");
        table.Milliseconds(survivors);
        table.Milliseconds(all);
        table.Ratio(survivors.Over(all));
    }

    // A few seconds of natural training: accurate, and broken by a small epsilon.
    private static Network Trained(out ImageSet images)
    {
        using var folder = new ScratchFolder();
        using var nobody = new NoTeacher();
        var set = DatasetCatalog.Open(new("shapes", Limit: 2000));
        images = set.Test.Take(Images);
        var options = new TrainingOptions { Method = "natural", Architecture = "vgg-medium", Dataset = "shapes", Seed = 0, Epochs = 2, LearningRate = 0.05, MonitorImages = 1 };
        new TrainingRun(options, set, nobody, ComputeDevice.Choose("cpu"), folder.Path, resume: false).Execute(CancellationToken.None);
        return Network.Load(Checkpoints.Checkpoint.Read(folder.Path), CPU);
    }

    /// <summary>The l∞ ball at which about half of the images break.</summary>
    private static LinfBall Halving(Network network, ImageSet images)
    {
        var (low, high) = (0.0, 32 / 255.0);
        for (var trial = 0; trial < 8; trial++)
        {
            var middle = new LinfBall((low + high) / 2);
            var robust = new RobustnessEvaluator(network, images, new()).Evaluate([new Apgd(middle, 5)]).Verdicts.Count(verdict => verdict.Robust);
            (low, high) = robust > images.Count / 2 ? (middle.Eps, high) : (low, middle.Eps);
        }
        return new(low);
    }

    /// <summary>Attacks every image in every restart to the last step. How many hold.</summary>
    private static int OnAll(Network network, ImageSet images, Apgd attack)
    {
        var robust = 0;
        foreach (var indices in Enumerable.Range(0, images.Count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            using var batch = new ImageBatch(images, indices, Augmentation.None);
            var (pixels, labels) = (batch.ToPixels(CPU), batch.ToLabels(CPU));
            Tensor broken;
            using (no_grad())
            using (network.Freeze())
                broken = network.Logits(pixels).argmax(1).not_equal(labels);
            for (var restart = 1; restart <= Restarts; restart++)
                broken = broken.logical_or(attack.Run(network, pixels, labels, attack.Start(pixels, indices, seed: 0, restart), AttackMode.Full).Broken);
            robust += (int)broken.logical_not().sum().item<long>();
        }
        return robust;
    }

    private static double Seconds(Action work)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        work();
        return System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
