using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>rrm train: one run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Teacher">Who teaches it.</param>
/// <param name="RobustData">What makes the data that it trains on.</param>
/// <param name="Workshop">Where.</param>
internal sealed record TrainingJob(RunSpec Run, TrainingJob? Teacher, RobustifyJob? RobustData, Workshop Workshop)
    : Job(Workshop.PathOf(Run), $"train {Run.Label} (seed {Run.Options.Seed})", [.. new Job?[] { Teacher, RobustData }.OfType<Job>()])
{
    public override IReadOnlyList<string> Words => [.. Line, "--device", Workshop.Device, "--resume"];

    /// <summary>The line that a person would type.</summary>
    public string Command => TrainingCommandLine.Text(Line);

    public override bool IsDone => Result is not null;

    /// <summary>What it found, with all that was measured since; null before it is done.</summary>
    public RunResult? Result => RunFolder.ResultAt(Folder);

    /// <summary>What was spent before it could begin; null where nobody teaches.</summary>
    public double? TeacherSeconds => Teacher is not null ? Teacher.Result?.TotalSeconds : RobustData is not null ? RobustData.Teacher.Result?.TotalSeconds + RobustData.Seconds : null;

    public override double Estimate(SpeedBook speeds)
    {
        var facts = Workshop.Facts(Run.Options);
        var cost = MethodCatalog.Find(Run.Options.Method).Cost(Run.Options);
        var update = cost.Student * speeds.PassSeconds(Run.Options, facts)
            + (Teacher is null ? 0 : cost.Teacher * speeds.PassSeconds(Teacher.Run.Options with { Precision = Run.Options.Precision }, facts));
        using var method = MethodCatalog.Create(Run.Options);
        return update * method.UpdatesPerBatch * facts.TrainImages * Run.Options.Epochs;
    }

    private IReadOnlyList<string> Line => TrainingCommandLine.Of(
        Run.Options, ("--data", Workshop.Data), ("--teacher", Teacher?.Folder), ("--robust-data", RobustData?.Folder), ("--out", Folder));
}
