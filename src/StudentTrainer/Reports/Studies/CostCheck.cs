using Rrm.Architectures;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Reports.Documents;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>How many times longer than RRM's an epoch of the other methods takes, with the same network: measured, as the work predicts, and in the paper.</summary>
internal static class CostCheck
{
    private const string Rrm = "rrm";

    /// <summary>Nothing where the study has no RRM row with a known teacher and a network that another method trained, too.</summary>
    public static IEnumerable<Block> Render(Study study)
    {
        // Rows that differ in what an epoch does; those that differ in their number only would repeat each other.
        var rows = study.Rows.Where(row => row.Seeds.Count > 0).GroupBy(row => (row.Seeds[0].Result.Method, NetworkOf(row), TeacherOf(row.Seeds[0])))
            .Select(alike => alike.MaxBy(row => row.Seeds[0].Result.Epochs)!).ToList();
        IReadOnlyList<IReadOnlyList<Cell>> lines = [.. from student in rows where student.Seeds[0].Result.Method == Rrm
            from other in rows where other.Seeds[0].Result.Method != Rrm && NetworkOf(other) == NetworkOf(student)
            where TeacherShare(student.Seeds[0]) is not null
            select Line(study, other, student)];
        if (lines.Count == 0)
            yield break;
        yield return new Heading("Epoch times against RRM's");
        yield return new Table("Ratios of epoch times, free of hardware: forward passes count 1, backward passes 2, input gradients 1, and the teacher's pass its multiply-adds by the student's. The paper's SAT ran without mixed precision, so its ratio lies above the work's.",
            [new("Epochs compared"), new("measured", true), new("work, as here", true), new("work, as the authors'", true), new("paper, measured", true)], lines);
    }

    private static IReadOnlyList<Cell> Line(Study study, ReproducedRow other, ReproducedRow student) =>
    [
        new($"{Study.NameOf(other)} / {Study.NameOf(student)}"), Ratio(TimeSummary.Epoch(other)?.Mean, TimeSummary.Epoch(student)?.Mean),
        Ratio(Work(Ours, study, other), Work(Ours, study, student)), Ratio(Work(Authors, study, other), Work(Authors, study, student)), Ratio(other.Paper?.EpochSeconds, student.Paper?.EpochSeconds),
    ];

    // Null where the run's options are not at hand: its result does not say how many steps its attack had.
    private static double? Work(Func<MethodDescription, TrainingOptions, StepCost> model, Study study, ReproducedRow row)
    {
        var seed = row.Seeds[0];
        if (!MethodCatalog.Names.Contains(seed.Result.Method) || study.Runs.FirstOrDefault(run => run.Result == seed.Result) is not { } run || RunFolder.OptionsAt(run.Folder) is not { } options)
            return null;
        var cost = model(MethodCatalog.Find(seed.Result.Method), options);
        return cost.Teacher > 0 && TeacherShare(seed) is null ? null : cost.Total(TeacherShare(seed) ?? 0);
    }

    private static StepCost Ours(MethodDescription method, TrainingOptions options) => method.Cost(options);

    private static StepCost Authors(MethodDescription method, TrainingOptions options) => method.AuthorsCost(options);

    /// <summary>Null where nobody teaches or the teacher's architecture is not known.</summary>
    private static double? TeacherShare(ReproducedSeed seed) =>
        (double?)MultiplyAccumulates(TeacherOf(seed)) / MultiplyAccumulates(Architecture.NameWithoutAdapter(seed.Result.Architecture)) / seed.Result.UpdatesPerBatch;

    // A width adapter adds next to nothing to a step.
    private static string NetworkOf(ReproducedRow row) => Architecture.NameWithoutAdapter(row.Seeds[0].Result.Architecture);

    private static string? TeacherOf(ReproducedSeed seed) => seed.TeacherArchitecture ?? seed.Result.Teacher?.Name;

    private static long? MultiplyAccumulates(string? architecture) =>
        architecture is not null && ArchitectureCatalog.Names.Contains(architecture) ? ArchitectureCatalog.Create(architecture, classes: 10).MultiplyAccumulates : null;

    private static Cell Ratio(double? above, double? below) => above is { } first && below is > 0 and var second ? new($"{Words.Fixed(first / second, 2)}\u00A0×") : Cell.Nothing;
}
