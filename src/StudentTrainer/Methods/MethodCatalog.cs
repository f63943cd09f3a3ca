using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Methods;

/// <summary>The methods by the names that the command line and results use.</summary>
public static class MethodCatalog
{
    private static readonly Dictionary<string, Func<TrainingOptions, TrainingMethod>> Entries = new()
    {
        ["natural"] = _ => new Natural(),
        ["sat"] = options => AdversarialTraining.Standard(Threat(options), options.AttackSteps, options.AttackStepSize / options.ThreatModel!.Eps, options.EpsWarmup, options.Seed),
        ["fgsm-rs"] = options => AdversarialTraining.SingleStep(Threat(options), options.EpsWarmup, options.Seed),
        ["rrm"] = options => new RobustRepresentationMatching(options.Lambda, options.Loss, options.Replays),
    };

    public static IReadOnlyCollection<string> Names => Entries.Keys;

    public static TrainingMethod Create(TrainingOptions options) => Entries.TryGetValue(options.Method, out var create)
        ? create(options)
        : throw new RrmException($"Method '{options.Method}' is not known; expected {string.Join(", ", Names)}.");

    private static Checkpoints.ThreatModel Threat(TrainingOptions options) =>
        options.ThreatModel ?? throw new RrmException($"Method '{options.Method}' attacks while it trains; give --norm and --eps.");
}
