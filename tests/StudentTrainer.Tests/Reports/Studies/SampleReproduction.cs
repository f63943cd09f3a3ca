using Rrm.Checkpoints;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Tests.Reports.Studies;

/// <summary>Reproductions with made-up numbers.</summary>
internal static class SampleReproduction
{
    private static readonly Machine Machine = new("Example CPU", 2, 16, "Debian 12", "cpu");
    private static readonly Dictionary<string, string> Versions = new() { ["rrm"] = "0.1.0+0123abc", ["torchsharp"] = "0.107.0" };

    public static Reproduction Table(string scale = "paper") => new()
    {
        Recipe = "table1", Title = "Table 1: CIFAR-10", Caption = "Six ways to a robust ResNet50.", Form = RecipeForm.Table, Scale = scale,
        Reductions = scale == "paper" ? [] : ["20,000 training images."],
        Rows =
        [
            Row("Fast AT", new PaperFigures { NaturalAccuracy = 0.8373, RobustAccuracy = 0.5047, EpochSeconds = 289.16, EpochSecondsCi95 = 0.22, TotalMinutes = 192.77 }, Seed("fast-at", 0, 0.84, 0.50, 170)),
            Row("RRM (VGG11 teacher)", new PaperFigures { NaturalAccuracy = 0.7617, RobustAccuracy = 0.4930, Attack = "50 iterations, 10 restarts", EpochSeconds = 37.78, TotalMinutesWithTeacher = 57.91 },
                Seed("rrm", 0, 0.76, 0.48, 31, "vgg11"), Seed("rrm", 1, 0.77, 0.50, 32, "vgg11"), Seed("rrm", 2, 0.78, 0.49, 33, "vgg11")),
            Row("SAT", new PaperFigures { NaturalAccuracy = 0.8550, RobustAccuracy = 0.4838 }),
        ],
        Orderings = [new("RRM is faster than Fast AT", true, "32 s against 170 s"), new("RRM is as robust as Fast AT", false, "49.0 % against 50.0 %"), new("RRM is faster than SAT", null, "SAT has not been run")],
        Command = "rrm reproduce table1", WrittenAt = new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero), Machine = Machine, Versions = Versions,
    };

    public static Reproduction Lines() => Table() with
    {
        Recipe = "figure4", Form = RecipeForm.Lines, XAxis = "λ", Orderings = [],
        Rows = [.. new[] { 1e-5, 1e-3, 0.1 }.Select(x => new ReproducedRow($"l{x}", $"λ = {x}", "VGG11 teacher", x, x == 1e-3 ? new() { NaturalAccuracy = 0.76, RobustAccuracy = 0.49 } : null, [Seed("rrm", 0, 0.75, 0.45, 30, "vgg11")]))],
    };

    public static Reproduction Bars() => Table("small") with
    {
        Recipe = "figure5", Form = RecipeForm.Bars, Orderings = [],
        Rows = [Row("VGG11 student", null, Seed("rrm", 0, 0.5, 0.24, 10, "resnet50")), Row("ResNet50 teacher", null, Seed("sat", 0, 0.6, 0.4, 100)) with { IsReference = true }],
    };

    public static ReproducedRow Row(string title, PaperFigures? paper, params ReproducedSeed[] seeds) => new(title.ToLowerInvariant(), title, null, null, paper, seeds);

    public static ReproducedSeed Seed(string method, long seed, double natural, double robust, double epochSeconds, string? teacher = null) => new($"runs/{method}-{seed}", new()
    {
        Method = method, Architecture = "resnet50", Dataset = "cifar10", Seed = seed, Epochs = 40, BatchSize = 128, Teacher = teacher is null ? null : new("teacher", new string('a', 64), null),
        NaturalAccuracy = natural,
        Robust = [.. new[] { ("paper-autopgd", 0.0), ("apgd-ce", -0.01) }.Select(attack => new RobustAccuracy(attack.Item1, Norm.Linf, 8 / 255.0, 50, 10, 1000, robust + attack.Item2, WilsonInterval.Of((int)Math.Max(0, 1000 * (robust + attack.Item2)), 1000)))],
        EpochSeconds = new(epochSeconds, 0.25, 40), TotalSeconds = 40 * epochSeconds, TeacherWaitSeconds = 0, ImagesPerSecond = 1, Precision = method == "fast-at" ? Precision.Float16 : Precision.BFloat16, Machine = Machine, Versions = Versions,
    }, teacher is null ? null : 600, $"rrm train {method} --seed {seed}") { TeacherArchitecture = teacher };
}
