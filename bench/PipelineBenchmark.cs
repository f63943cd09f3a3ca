using System.Diagnostics;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.Bench;

/// <summary>
/// The way from images to batches without anybody who trains on them; then inside the training loop, where what counts is how long the
/// loop stands still for a batch.
/// </summary>
internal static class PipelineBenchmark
{
    private const int BatchSize = 128;
    private const int Rounds = 5;

    public static void Run(TextWriter output)
    {
        Rates(output);
        Idle(output, Augmentation.CropFlip);
        Idle(output, Augmentation.CropFlipJitterRotate);
    }

    private static void Rates(TextWriter output)
    {
        using var scratch = new ScratchFolder();
        var small = Noise.Images(200 * BatchSize, "train");
        var pictures = NoisePictures.Open(Path.Combine(scratch.Path, "pictures"), count: 2 * BatchSize);
        var rates = Turns.Take(
            Rounds, warmup: 1,
            () => ImagesPerCoreSecond(small, Augmentation.CropFlip),
            () => ImagesPerCoreSecond(small, Augmentation.CropFlipJitterRotate),
            () => ImagesPerCoreSecond(pictures, Augmentation.ResizedCropJitterLighting));
        var table = new Table(output, $"images per second of one core, batches of {BatchSize}");
        table.PerSecond(new Sample("crop-flip, 3x32x32", rates[0]));
        table.PerSecond(new Sample("crop-flip-jitter-rotate, 3x32x32", rates[1]));
        table.PerSecond(new Sample($"resized-crop-jitter-lighting, JPEG {NoisePictures.Size}", rates[2]));
    }

    // By processor time, not by the clock: what other processes take from the cores then does not count.
    private static double ImagesPerCoreSecond(ImageSet images, Augmentation augmentation)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        foreach (var batch in new BatchPlan(images, BatchSize, augmentation: augmentation, shuffle: true).From(0, 1)) batch.Dispose();
        process.Refresh();
        return images.Count / (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static void Idle(TextWriter output, Augmentation augmentation)
    {
        using var watch = new WatchedBatches();
        using var student = new StudentLoop("resnet18", "natural", watch, Precision.BFloat16, steps: 2, settle: true, augmentation);
        var times = Turns.Take(rounds: 3, warmup: 0, student.Run)[0];
        var table = new Table(output, $"resnet18, batch {BatchSize}, bf16, {augmentation.Name}, one step");
        table.Milliseconds(new Sample("step", [.. times.Select(time => time.Seconds)]));
        table.Share(new Sample("loop idle for a batch", [.. times.Select(time => time.TeacherShare)]));
    }
}
