using Rrm.Checkpoints;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Methods;

/// <summary>The methods by the names that the command line, recipes and results use.</summary>
public static class MethodCatalog
{
    private static readonly Dictionary<string, MethodDescription> Entries = new MethodDescription[]
    {
        new("natural", "cross-entropy on natural images", _ => new Natural()),
        new("sat", "PGD in evaluation mode, best iterate", options => AdversarialTraining.Standard(Threat(options), options.AttackSteps, options.AttackStepSize / options.ThreatModel!.Eps, options.EpsWarmup, options.Seed))
        {
            Reads = Only(nameof(TrainingOptions.ThreatModel), nameof(TrainingOptions.EpsWarmup), nameof(TrainingOptions.AttackSteps), nameof(TrainingOptions.AttackStepSize)),
        },
        new("fgsm-rs", "one step of 1.25 eps from a random start", options => AdversarialTraining.SingleStep(Threat(options), options.EpsWarmup, options.Seed))
        {
            Reads = Only(nameof(TrainingOptions.ThreatModel), nameof(TrainingOptions.EpsWarmup)),
        },
        new("rrm", "match a teacher's representation on natural images", options => new RobustRepresentationMatching(options.Lambda, options.Loss, options.Replays))
        {
            Reads = Only(nameof(TrainingOptions.Lambda), nameof(TrainingOptions.Loss), nameof(TrainingOptions.Replays)),
            Needs = TeacherOutputs.Representation,
        },
    }.ToDictionary(method => method.Name);

    /// <summary>Every method.</summary>
    public static IReadOnlyCollection<MethodDescription> All => Entries.Values;

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => Entries.Keys;

    /// <summary>A method's description.</summary>
    /// <exception cref="RrmException">There is no such method.</exception>
    public static MethodDescription Find(string name) => Entries.TryGetValue(name, out var method)
        ? method
        : throw new RrmException($"Method '{name}' is not known; expected {string.Join(", ", Entries.Keys)}.");

    /// <summary>Whether an option, by its name in <see cref="TrainingOptions"/>, has an effect on runs of a method: it is one of every run's, or one that this method reads.</summary>
    public static bool IsRead(MethodDescription method, string option) => method.Reads.Contains(option) || !Entries.Values.Any(other => other.Reads.Contains(option));

    /// <summary>The method of a run.</summary>
    public static TrainingMethod Create(TrainingOptions options) => Find(options.Method).Create(options);

    private static HashSet<string> Only(params string[] options) => [.. options];

    private static ThreatModel Threat(TrainingOptions options) =>
        options.ThreatModel ?? throw new RrmException($"Method '{options.Method}' attacks while it trains; give --norm and --eps.");
}
