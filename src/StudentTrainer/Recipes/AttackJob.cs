using System.Text.Json;
using Rrm.Checkpoints;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Evaluation;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>rrm evaluate: the attacks of a recipe on one run, in a folder within the run's; stopped, they go on from there. The figures go into the run's result, too.</summary>
/// <param name="Target">The run.</param>
/// <param name="Plan">How it is measured.</param>
/// <param name="Attacked">What the attacks may do.</param>
/// <param name="Workshop">Where.</param>
internal sealed record AttackJob(TrainingJob Target, EvaluationPlan Plan, ThreatModel Attacked, Workshop Workshop)
    : Job(FolderOf(Target, Plan, Attacked), $"attack {Target.Run.Label} (seed {Target.Run.Options.Seed}) by {string.Join(", ", Plan.Attacks)}", [Target])
{
    private const int SmallPixels = 64 * 64; // Of smaller images any number attacked at a time fits; of larger ones what fits in training.

    public override IReadOnlyList<string> Words =>
    [
        "evaluate", Target.Folder, "--dataset", Target.Run.Options.Dataset, .. Given("--data", Workshop.Data), "--on-bad-image", .. FlagWords.Of(Target.Run.Options.OnBadImage), .. Given("--limit", Plan.Images),
        "--norm", .. FlagWords.Of(Attacked.Norm), "--eps", .. FlagWords.Of(Attacked.Eps, isPixels: true), "--attack", string.Join(',', Plan.Attacks),
        "--steps", .. FlagWords.Of(Plan.Steps), "--restarts", .. FlagWords.Of(Plan.Restarts), .. Given("--step-size", Plan.Attacks.Contains("pgd") ? Plan.StepSize : null),
        .. Given("--batch-size", Workshop.Facts(Target.Run.Options).Shape is { } shape && shape.Height * shape.Width > SmallPixels ? Target.Run.Options.BatchSize : null),
        "--out", Folder, "--device", Workshop.Device,
    ];

    /// <summary>What was measured, by every attack and by all of them together; null before.</summary>
    public IReadOnlyList<RobustAccuracy>? Found => EvaluationJob.SummaryAt(Folder)?.Evaluations is [var measured] ? measured.Robust : null;

    public override bool IsDone => Found is not null;

    // As if no image broke: what breaks is attacked no further, so this is an upper bound.
    public override double Estimate(SpeedBook speeds)
    {
        var facts = Workshop.Facts(Target.Run.Options);
        return speeds.AttackSeconds(Target.Run.Options, facts) * Plan.Attacks.Count * Plan.Steps * Plan.Restarts * Math.Min(Plan.Images ?? facts.TestImages, facts.TestImages);
    }

    private static string FolderOf(TrainingJob target, EvaluationPlan plan, ThreatModel attacked) =>
        Path.Combine(target.Folder, $"evaluation-{RunSpec.Hash(JsonSerializer.Serialize(plan with { ThreatModel = attacked }, JsonFormat.Line))[..12]}");

    private static IEnumerable<string> Given(string flag, object? value) => value is null ? [] : [flag, .. FlagWords.Of(value, isPixels: value is double)];
}
