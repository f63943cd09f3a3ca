using Rrm.Architectures;
using Rrm.Datasets;
using Rrm.Representations;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.RobustData;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Training;

/// <summary>A run as it is asked for: the options, and where data, teacher and run folder are.</summary>
/// <param name="Options">What decides the numbers.</param>
/// <param name="Teacher">A checkpoint, a teacher folder or endpoints; null where nobody teaches.</param>
/// <param name="Data">Folder of the data set; null where it needs none.</param>
/// <param name="Out">Run folder.</param>
/// <param name="Resume">Whether to go on with a run that is in that folder.</param>
internal sealed record TrainingRequest(TrainingOptions Options, string? Teacher, string? Data, string Out, bool Resume)
{
    public RemoteTeacherOptions Remote { get; init; } = new();

    /// <summary>Folder in which the teacher's answers are kept; null where every batch is asked.</summary>
    public string? TeacherCache { get; init; }

    /// <summary>How they are kept.</summary>
    public RecordFormat TeacherCacheFormat { get; init; }

    /// <summary>Folder of the robust data set to train on; null where the training images are natural.</summary>
    public string? RobustData { get; init; }

    /// <summary>Opens teacher and data, and trains to the end.</summary>
    public RunResult Execute(ComputeDevice device, ProgressDisplay display, CancellationToken cancellation)
    {
        using var teacher = OpenTeacher(device, display, cancellation);
        var robust = RobustData is null ? null : RobustDataFolder.Read(RobustData);
        // Pictures have no size of their own: the teacher decides, or the robust images, or the student's architecture.
        var shape = DatasetCatalog.HasPictures(Options.Dataset) ? teacher.Identity?.Input ?? robust?.Manifest.Shape ?? ArchitectureFile.InputOf(Options.Architecture) : null;
        var data = DatasetCatalog.Open(new DatasetRequest(Options.Dataset, Data, shape, Options.Limit) { Progress = display.Notice, OnBadImage = Options.OnBadImage }, cancellation);
        if (robust is not null)
            data = robust.JoinTo(data, cancellation);
        var options = Options with { TeacherSha256 = teacher.Identity?.Sha256 ?? robust?.Manifest.Options.TeacherSha256, RobustDataSha256 = robust?.Sha256 };
        display.Notice($"{options.Method}: {options.Architecture} on {options.Dataset}, {data.Train.Count:N0} training and {data.Test.Count:N0} test images of {data.Train.Shape}, {device}.");
        if (teacher.Identity is { } identity)
            display.Notice($"Teacher {identity.Name} (sha256 {identity.Sha256[..12]}…) on {identity.Device}{(identity.Endpoint is { } endpoint ? $" at {endpoint}" : ", in this process")}.");
        var result = new TrainingRun(options, data, teacher, device, Out, Resume) { Progress = display.Show, Notice = display.Notice }.Execute(cancellation);
        display.Notice($"Accuracy {result.NaturalAccuracy:P2} on {data.Test.Count:N0} test images after {result.TotalSeconds:N0} s of training ({result.TeacherWaitSeconds:N1} s waiting for the teacher). Run: {Path.GetFullPath(Out)}");
        if (teacher is CachedTeacher { Images: > 0 } cached)
            display.Notice($"Of {cached.Images:N0} answers of the teacher {cached.Images - cached.Asked:N0} came from '{TeacherCache}'.");
        return result;
    }

    private ITeacher OpenTeacher(ComputeDevice device, ProgressDisplay display, CancellationToken cancellation)
    {
        var needs = MethodCatalog.Find(Options.Method).Needs;
        var teacher = TeacherFactory.Open(Teacher, needs, Remote with { NeedsOneDevice = TeacherCache is not null }, device.Device, Options.Precision, display.Notice, cancellation);
        return TeacherCache is null ? teacher : new CachedTeacher(teacher, new RepresentationCache(TeacherCache), TeacherCacheFormat, needs, device.Device, display.Notice);
    }
}
