using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Methods;

/// <summary>The methods by the names that the command line, recipes and results use.</summary>
public static class MethodCatalog
{
    // What every attack on a batch reads.
    private static readonly string[] AttackOptions = [nameof(TrainingOptions.ThreatModel), nameof(TrainingOptions.EpsWarmup), nameof(TrainingOptions.AttackBatchNorm)];

    private static readonly Dictionary<string, MethodDescription> Entries = new MethodDescription[]
    {
        new("natural", "cross-entropy on natural images", _ => new Natural()),
        new("sat", "PGD in evaluation mode, best iterate", options => new AdversarialTraining([TrainingAttack.Standard(options)], options.EpsWarmup, options.Seed))
        {
            Reads = Only([.. AttackOptions, nameof(TrainingOptions.AttackSteps), nameof(TrainingOptions.AttackStepSize)]),
            Defaults = options => options with { Epochs = 150, Schedule = ScheduleKind.Multistep },
            CostOf = options => new(TrainingAttack.Standard(options).Cost + StepCost.Update),
        },
        new("fast-at", "PGD in training mode, last iterate, cyclic schedule", options => new AdversarialTraining([TrainingAttack.Fast(options)], options.EpsWarmup, options.Seed))
        {
            Reads = Only([.. AttackOptions, nameof(TrainingOptions.AttackSteps), nameof(TrainingOptions.AttackStepSize)]),
            Defaults = options => options with { Epochs = 40, Schedule = ScheduleKind.Cyclic, LearningRate = 0.2 },
            CostOf = options => new(TrainingAttack.Fast(options).Cost + StepCost.Update),
            AuthorsCostOf = options => new(StepCost.Update * (options.AttackSteps + 1)), // Their attack computes, and throws away, the weights' gradients.
        },
        new("fgsm-rs", "one step of 1.25 eps from a random start, guarded against collapse", FgsmRs)
        {
            Reads = Only([.. AttackOptions, nameof(TrainingOptions.Guard)]),
            CostOf = options => new(TrainingAttack.SingleStepLadder(options)[0].Cost + StepCost.Update),
        },
        new("free-at", "replays of a batch; one backward pass moves weights and perturbation",
            options => new FreeAdversarialTraining(TrainingAttack.ThreatOf(options), options.Replays, options.BatchSize, options.ResetPerturbation))
        {
            Reads = Only(nameof(TrainingOptions.ThreatModel), nameof(TrainingOptions.Replays), nameof(TrainingOptions.ResetPerturbation)),
            Defaults = options => options with { Epochs = 12, Schedule = ScheduleKind.Cyclic, LearningRate = 0.04, Replays = 8 },
        },
        new("rrm", "match a teacher's representation on natural images", options => new RobustRepresentationMatching(options.Lambda, options.Loss, options.Replays))
        {
            Reads = Only(nameof(TrainingOptions.Lambda), nameof(TrainingOptions.Loss), nameof(TrainingOptions.Replays)),
            Needs = TeacherOutputs.Representation,
        },
        new("kd", "match a teacher's softened predictions on natural images", options => new KnowledgeDistillation(options.KdTemperature, options.KdAlpha, options.KdVariant))
        {
            Reads = Only(nameof(TrainingOptions.KdTemperature), nameof(TrainingOptions.KdAlpha), nameof(TrainingOptions.KdVariant)),
            Needs = TeacherOutputs.Logits,
            Defaults = LongAndLight,
        },
        new("rdt", "cross-entropy on a robust data set, made by 'rrm robustify'", _ => new Natural())
        {
            Reads = Only(nameof(TrainingOptions.RobustDataSha256)),
            Defaults = LongAndLight,
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

    // What the paper's authors train their two transfer baselines with.
    private static TrainingOptions LongAndLight(TrainingOptions options) => options with { Epochs = 100, WeightDecay = 5e-5 };

    private static AdversarialTraining FgsmRs(TrainingOptions options)
    {
        var ladder = TrainingAttack.SingleStepLadder(options);
        return new(options.Guard ? ladder : [ladder[0]], options.EpsWarmup, options.Seed);
    }
}
