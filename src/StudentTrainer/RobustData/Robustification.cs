using System.Diagnostics;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.Randomness;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.RobustData;

/// <summary>Makes a robust data set from training images and a teacher, batch by batch into a folder. A batch is a function of the options, so an interrupted set ends as an undisturbed one.</summary>
internal sealed class Robustification(Checkpoint teacher, ImageSet images, RobustDataOptions options, ComputeDevice device, string path, bool resume)
{
    /// <summary>How often <see cref="Progress"/> is told.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told how it stands.</summary>
    public Action<RobustifyProgress> Progress { get; init; } = _ => { };

    /// <summary>Makes the set, or what is left to make of it. Cancelling leaves what can be resumed.</summary>
    public RobustDataManifest Execute(CancellationToken cancellation)
    {
        if (resume && RobustDataFolder.IsAt(path))
            return Finished();
        using var writer = RobustDataWriter.Open(path, options, images, resume);
        using var network = Network.Load(FoldedBatchNorm.Of(teacher), device.Device);
        var descent = new RepresentationDescent(network, options.Steps, options.StepSize, options.Precision);
        var (watch, before) = (Stopwatch.StartNew(), writer.Images);
        for (var shown = TimeSpan.Zero; writer.Images < images.Count;)
        {
            using var scope = NewDisposeScope();
            int[] indices = [.. Enumerable.Range(writer.Images, Math.Min(options.BatchSize, images.Count - writer.Images))];
            using var sources = new ImageBatch(images, indices, Augmentation.None);
            using var starts = new ImageBatch(images, [.. indices.Select(StartOf)], Augmentation.None);
            writer.Append(descent.Run(sources.ToPixels(device.Device), starts.ToPixels(device.Device), Moved, cancellation));

            void Moved(int step)
            {
                if (watch.Elapsed - shown <= ProgressInterval)
                    return;
                shown = watch.Elapsed;
                var now = writer.Images + (double)indices.Length * step / options.Steps;
                Progress(new(writer.Images, images.Count, step, options.Steps, watch.Elapsed * ((images.Count - now) / (now - before))));
            }
        }
        return writer.Finish();
    }

    private RobustDataManifest Finished()
    {
        var manifest = RobustDataFolder.Read(path).Manifest;
        OptionDifferences.Refuse(path, "set", manifest.Options, options);
        return manifest;
    }

    // Any training image, of any class, independently for each.
    private int StartOf(int index) => new KeyedRandom(options.Seed, RandomDomain.RobustStart, b: index).NextInt32(images.Count);
}
