using System.Diagnostics;
using System.Globalization;
using Rrm.Checkpoints;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.RobustData;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>rrm robustify: the data set that an RDT student trains on.</summary>
/// <param name="Student">The run that it is made for: its data, limit and precision.</param>
/// <param name="Data">How it is made.</param>
/// <param name="Teacher">Whose representations it keeps.</param>
/// <param name="Workshop">Where.</param>
internal sealed record RobustifyJob(RunSpec Student, RobustData Data, TrainingJob Teacher, Workshop Workshop)
    : Job(FolderOf(Student, Data, Teacher, Workshop), $"robustify by {Teacher.Run.Label}, {Data.Steps} steps", [Teacher])
{
    private const double PassesPerStep = 2; // Forward, and back to the pixels.

    public override IReadOnlyList<string> Words =>
    [
        "robustify", "--teacher", Teacher.Folder, "--dataset", Student.Options.Dataset,
        .. Given("--data", Workshop.Data), "--on-bad-image", .. FlagWords.Of(Student.Options.OnBadImage), .. Given("--limit", Student.Options.Limit), "--steps", .. FlagWords.Of(Data.Steps), "--step-size", .. FlagWords.Of(Data.StepSize),
        "--precision", .. FlagWords.Of(Student.Options.Precision), "--out", Folder, "--device", Workshop.Device, "--resume",
    ];

    public override bool IsDone => RobustDataFolder.IsAt(Folder);

    /// <summary>What it took, all goes together.</summary>
    public double Seconds => File.Exists(SecondsFile) ? double.Parse(File.ReadAllText(SecondsFile), CultureInfo.InvariantCulture) : 0;

    public override double Estimate(SpeedBook speeds)
    {
        var facts = Workshop.Facts(Student.Options);
        return PassesPerStep * Data.Steps * facts.TrainImages * speeds.PassSeconds(Teacher.Run.Options with { Precision = Student.Options.Precision }, facts);
    }

    public override void Execute(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            base.Execute(cancellation);
        }
        finally
        {
            AtomicFile.WriteText(SecondsFile, (Seconds + watch.Elapsed.TotalSeconds).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private string SecondsFile => $"{Folder}.seconds";

    private static string FolderOf(RunSpec student, RobustData data, TrainingJob teacher, Workshop workshop)
    {
        var content = $"{Path.GetFileName(teacher.Folder)} {data.Steps} {data.StepSize:R} {workshop.Facts(student.Options).Identity} {student.Options.Precision}";
        return Path.Combine(Path.GetDirectoryName(teacher.Folder)!, $"robust-data-{RunSpec.Hash(content)[..12]}");
    }

    private static IEnumerable<string> Given(string flag, object? value) => value is null ? [] : [flag, .. FlagWords.Of(value)];
}
