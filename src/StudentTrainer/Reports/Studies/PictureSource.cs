using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Reports.Documents;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>A few test images, attacked on the spot against an RRM student, its teacher (or a network that was trained adversarially), and a natural network.</summary>
internal static class PictureSource
{
    private const int Images = 4;
    private const int Steps = 20;

    /// <summary>Null where no study has the checkpoint of an RRM student whose robustness was measured, or its data are not at hand.</summary>
    /// <param name="data">Folder of the data set; null where none was given, which does for a set that needs none.</param>
    public static Pictures? Find(IReadOnlyList<Study> studies, string? data, ComputeDevice device, Action<string> notice, CancellationToken cancellation)
    {
        bool HasData(StudyRun run) => data is not null || run.Result!.Dataset == "shapes";
        var runs = studies.SelectMany(study => study.Runs).Where(run => run.Result is not null && HasData(run) && HasCheckpoint(run)).ToList();
        // Lazily, and without what cannot be read: a report is worth something without pictures, too.
        IEnumerable<(StudyRun Run, Checkpoint Checkpoint)?> Readable(IEnumerable<StudyRun> wanted) => wanted.Select(run => Read(run, notice)).Where(found => found is not null);
        if (Readable(runs.Where(run => run.Result is { Method: "rrm", Robust.Count: > 0 })).FirstOrDefault() is not { } student)
            return null;
        var result = student.Run.Result!;
        var peers = runs.Where(run => run.Result!.Dataset == result.Dataset).ToList();
        var teacher = Readable(peers.Where(run => Path.GetFileName(Path.GetFullPath(run.Folder)) == result.Teacher?.Name)).FirstOrDefault(found => found!.Value.Checkpoint.ParametersSha256() == result.Teacher!.Sha256)
            ?? Readable(peers.Where(run => MethodCatalog.All.Any(method => method.Name == run.Result!.Method && method.Attacks))).FirstOrDefault();
        var natural = Readable(peers.Where(run => run.Result!.Method == "natural")).FirstOrDefault();
        (StudyRun Run, Checkpoint Checkpoint)[] shown = [.. new[] { teacher, student, natural }.OfType<(StudyRun, Checkpoint)>()];
        notice($"Images: attacks on {string.Join(", ", shown.Select(one => one.Run.Title))}, {device}.");

        var set = DatasetCatalog.Open(new DatasetRequest(result.Dataset, data, student.Checkpoint.Architecture.Input) { Progress = notice }, cancellation).Test.Take(Images);
        var (norm, eps) = (result.Robust[0].Norm, result.Robust[0].Eps);
        var attack = new Apgd(PerturbationSet.Of(new(norm, eps)), Steps);
        var outcomes = shown.Select(one => Attack(one.Checkpoint)).ToList();
        return new([.. shown.Select(one => one.Run.Title)], [.. Enumerable.Range(0, set.Count).Select(index => GalleryExample.Of(set, outcomes, index))]) { Attack = $"APGD-CE, {Words.Radius(norm, eps)}, {Steps} steps from one start" };

        EvaluationOutcome Attack(Checkpoint checkpoint)
        {
            using var network = Network.Load(checkpoint, device.Device);
            return new RobustnessEvaluator(network, set, new EvaluationOptions { KeepImages = [.. Enumerable.Range(0, set.Count)] }).Evaluate([attack], cancellation);
        }
    }

    private static bool HasCheckpoint(StudyRun run) => Checkpoint.IsAt(AtomicFolder.Current(Path.Combine(run.Folder, Checkpoint.FolderInRun)));

    private static (StudyRun Run, Checkpoint Checkpoint)? Read(StudyRun run, Action<string> notice)
    {
        try
        {
            return (run, Checkpoint.Read(run.Folder));
        }
        catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException)
        {
            notice($"Images: without {run.Title}: {problem.Message}");
            return null;
        }
    }
}
