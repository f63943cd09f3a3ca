using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Evaluation;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>rrm evaluate: one attack on one run. The figure goes into the run's result, the verdict on every image into a table beside it.</summary>
/// <param name="Target">The run.</param>
/// <param name="Attack">Name of the attack.</param>
/// <param name="Plan">How it is measured.</param>
/// <param name="Attacked">What the attack may do.</param>
/// <param name="Workshop">Where.</param>
internal sealed record AttackJob(TrainingJob Target, string Attack, EvaluationPlan Plan, ThreatModel Attacked, Workshop Workshop)
    : Job(TableOf(Target, Attack, Plan, Attacked), $"attack {Target.Run.Label} (seed {Target.Run.Options.Seed}) by {Attack}", [Target])
{
    public override IReadOnlyList<string> Words =>
    [
        "evaluate", Target.Folder, "--dataset", Target.Run.Options.Dataset, .. Given("--data", Workshop.Data), "--on-bad-image", .. FlagWords.Of(Target.Run.Options.OnBadImage), .. Given("--limit", Plan.Images),
        "--norm", .. FlagWords.Of(Attacked.Norm), "--eps", .. FlagWords.Of(Attacked.Eps, isPixels: true), "--attack", Attack,
        "--steps", .. FlagWords.Of(Plan.Steps), "--restarts", .. FlagWords.Of(Plan.Restarts), .. Given("--step-size", Attack == "pgd" ? Plan.StepSize : null),
        "--per-image", Folder, "--device", Workshop.Device,
    ];

    /// <summary>What was measured; null before.</summary>
    public RobustAccuracy? Found
    {
        get
        {
            if (!File.Exists(Folder) || Target.Result is not { } result)
                return null;
            var (attack, images) = (AttackCatalog.Create(Attack, PerturbationSet.Of(Attacked), Plan.Steps, Attack == "pgd" ? Plan.StepSize : null), File.ReadLines(Folder).Count() - 1);
            return result.Robust.LastOrDefault(entry =>
                entry.Attack == attack.Name && entry.Norm == Attacked.Norm && entry.Eps == Attacked.Eps && entry.Steps == attack.Steps
                && entry.StepSize == attack.StepSize && entry.Restarts == Plan.Restarts && entry.Samples == images);
        }
    }

    public override bool IsDone => Found is not null;

    // As if no image broke: what breaks is attacked no further, so this is an upper bound.
    public override double Estimate(SpeedBook speeds)
    {
        var facts = Workshop.Facts(Target.Run.Options);
        return speeds.AttackSeconds(Target.Run.Options, facts) * Plan.Steps * Plan.Restarts * Math.Min(Plan.Images ?? facts.TestImages, facts.TestImages);
    }

    private static string TableOf(TrainingJob target, string attack, EvaluationPlan plan, ThreatModel attacked) => Path.Combine(
        target.Folder, $"verdicts-{attack}-{string.Join("-", FlagWords.Of(attacked.Norm))}-{attacked.Eps:0.####}-{plan.Steps}x{plan.Restarts}{(plan.StepSize is { } size && attack == "pgd" ? $"-{size:0.####}" : "")}-{plan.Images?.ToString() ?? "all"}.csv");

    private static IEnumerable<string> Given(string flag, object? value) => value is null ? [] : [flag, .. FlagWords.Of(value, isPixels: value is double)];
}
