using System.Diagnostics;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Commands;

/// <summary>'rrm evaluate' of one checkpoint, at once.</summary>
internal static class EvaluationOfOne
{
    public static int Run(EvaluationRequest request, IReadOnlyList<IAttack> attacks, ComputeDevice device, CancellationToken cancellation)
    {
        using var display = new ProgressDisplay(Console.Out);
        var path = request.Checkpoints[0];
        var checkpoint = Checkpoint.Read(path).At(request.Options.Temperature);
        var images = request.OpenImages(checkpoint.Architecture.Input, display.Notice, cancellation);
        ClassAgreement.Require(checkpoint.Manifest.ClassNames, images.ClassNames, images.Name);
        using var network = Network.Load(checkpoint, device.Device);
        display.Notice($"{checkpoint.Manifest.ArchitectureName} from {path} on {images.Count:N0} {images.Split} images of {images.Name}, {device}.");

        var started = Stopwatch.GetTimestamp();
        var outcome = new RobustnessEvaluator(network, images, request.Options) { Progress = display.Show }.Evaluate(attacks, cancellation);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        display.Dispose();
        AccuracyTable.Print(outcome);
        display.Notice($"Seed {request.Options.Seed}, {seconds:N1} s.");

        if (request.PerImage is not null)
            VerdictTable.Write(request.PerImage, outcome.Verdicts);
        if (request.Json is not null)
            AtomicFile.WriteJson(request.Json, EvaluationReport.Of(path, checkpoint, images, outcome, seconds, device));
        if (images.Split == "test" && request.Options.Temperature is null && RunFolder.AddRobustness(path, images.Name, outcome.Robust))
            display.Notice($"Added to the run's result: {path}");
        return ExitCode.Done;
    }
}
