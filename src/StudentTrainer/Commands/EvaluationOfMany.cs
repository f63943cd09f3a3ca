using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Numerics;

namespace Rrm.StudentTrainer.Commands;

/// <summary>'rrm evaluate --out': a job over any number of checkpoints.</summary>
internal static class EvaluationOfMany
{
    public static int Run(EvaluationRequest request, string folder, IReadOnlyList<IAttack> attacks, ComputeDevice device, CancellationToken cancellation)
    {
        using var display = new ProgressDisplay(Console.Out);
        var images = request.OpenImages(FirstInput(request.Checkpoints), display.Notice, cancellation);
        using var job = EvaluationJob.Open(folder, images, attacks, request.Options, display.Show, display.Notice);
        display.Notice($"{request.Checkpoints.Count:N0} checkpoint{(request.Checkpoints.Count == 1 ? "" : "s")} on {images.Count:N0} {images.Split} images of {images.Name}, {device}.");
        try
        {
            var summary = job.Run(request.Checkpoints, device, cancellation);
            display.Notice($"\n{SummaryTable.Markdown(summary)}\nTables of every image and this summary: {Path.GetFullPath(folder)}");
            if (request.Json is not null)
                AtomicFile.WriteJson(request.Json, summary);
            return summary.Failures.Count == 0 ? ExitCode.Done : Failed($"{summary.Failures.Count} of {request.Checkpoints.Count} checkpoints could not be evaluated; the summary names them.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Failed($"stopped. The same command goes on with the job in '{folder}'.");
        }
    }

    // Pictures have no size of their own: the first network that can be read decides.
    private static ImageShape? FirstInput(IReadOnlyList<string> checkpoints)
    {
        foreach (var path in checkpoints)
        {
            try
            {
                return Checkpoint.Read(path).Architecture.Input;
            }
            catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException && path != checkpoints[^1])
            {
            }
        }
        return null;
    }

    private static int Failed(string sentence)
    {
        Console.Error.WriteLine($"rrm: {sentence}");
        return ExitCode.Failed;
    }
}
