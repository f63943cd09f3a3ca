using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Commands;

/// <summary>
/// The flags of 'rrm train' that set a run's options. A flag that is not given changes nothing: the value is the method's or the preset's,
/// so that defaults are decided in one place.
/// </summary>
internal sealed class TrainingFlags
{
    private readonly List<Flag> flags = [];

    public TrainingFlags()
    {
        Add(Common.Seed(), nameof(TrainingOptions.Seed), (options, value) => options with { Seed = value });
        Add(new Option<int>("--epochs") { Description = "Passes over the training images." }, nameof(TrainingOptions.Epochs), (options, value) => options with { Epochs = value });
        Add(new Option<int>("--batch-size") { Description = "Images per update." }, nameof(TrainingOptions.BatchSize), (options, value) => options with { BatchSize = value });
        Add(Common.Limit(), nameof(TrainingOptions.Limit), (options, value) => options with { Limit = value });
        Add(Common.OnBadImage(), nameof(TrainingOptions.OnBadImage), (options, value) => options with { OnBadImage = value });
        Add(new Option<double>("--lr") { Description = "Peak learning rate." }, nameof(TrainingOptions.LearningRate), (options, value) => options with { LearningRate = value });
        Add(Common.Choice<ScheduleKind>("--schedule", "Learning rate over the run, per update.", "the method's"), nameof(TrainingOptions.Schedule), (options, value) => options with { Schedule = value });
        Add(new Option<int[]>("--milestones") { AllowMultipleArgumentsPerToken = true, Description = "Epochs after which the multistep schedule divides by ten; thirds of the run unless given." },
            nameof(TrainingOptions.Milestones), (options, value) => options with { Milestones = value ?? [] });
        Add(new Option<double>("--momentum") { Description = "Momentum of SGD." }, nameof(TrainingOptions.Momentum), (options, value) => options with { Momentum = value });
        Add(new Option<double>("--weight-decay") { Description = "Weight decay of SGD, on every parameter." }, nameof(TrainingOptions.WeightDecay), (options, value) => options with { WeightDecay = value });
        Add(new Option<string>("--augmentation") { Description = $"Views of the training images: {string.Join(", ", Augmentation.Names)}." }.OneOf(Augmentation.Names),
            nameof(TrainingOptions.Augmentation), (options, value) => options with { Augmentation = value! });
        Add(new Option<long?>("--view-seed") { Description = "Seed of the order and the views of the training images; --seed unless given. Students that share it can share a teacher's answers." },
            nameof(TrainingOptions.ViewSeed), (options, value) => options with { ViewSeed = value });
        Add(new Option<string>("--normalization") { Description = $"Mean and deviation of the network's first layer: {string.Join(", ", Normalization.Names)}; those of the data set unless given." }.OneOf(Normalization.Names),
            nameof(TrainingOptions.Normalization), (options, value) => options with { Normalization = value });
        Add(Common.Choice<Precision>("--precision", "bf16 and fp16: products in that type, parameters in float32; fp16 scales the loss."), nameof(TrainingOptions.Precision), (options, value) => options with { Precision = value });
        Add(new Option<int>("--monitor") { Description = "Test images classified after each epoch for the curve." }, nameof(TrainingOptions.MonitorImages), (options, value) => options with { MonitorImages = value });

        Add(Common.Norm(), nameof(TrainingOptions.ThreatModel), (options, value) => options with { ThreatModel = (options.ThreatModel ?? new(value, 0)) with { Norm = value } },
            options => options.ThreatModel?.Norm);
        Add(Common.Eps(), nameof(TrainingOptions.ThreatModel), (options, value) => options with { ThreatModel = (options.ThreatModel ?? new(Norm.Linf, 0)) with { Eps = value ?? 0 } },
            options => options.ThreatModel?.Eps);
        Add(new Option<double>("--eps-warmup") { Description = "Share of the run, 0 to 1, over which epsilon grows from zero." }, nameof(TrainingOptions.EpsWarmup), (options, value) => options with { EpsWarmup = value });
        Add(new Option<int>("--attack-steps") { Description = "PGD steps while training." }, nameof(TrainingOptions.AttackSteps), (options, value) => options with { AttackSteps = value });
        Add(Common.StepSize("Step size of PGD while training, in pixels, as 2/255; a quarter of eps for linf, a fifth for l2 unless given."),
            nameof(TrainingOptions.AttackStepSize), (options, value) => options with { AttackStepSize = value });
        Add(Common.Choice<BatchNormMode>("--attack-batch-norm", "What batch norm does while training examples are made.", "eval for sat, train for the others"),
            nameof(TrainingOptions.AttackBatchNorm), (options, value) => options with { AttackBatchNorm = value });
        Add(new Option<string>("--guard") { Description = "on or off: whether an epoch in which training collapsed is taken back and trained with a gentler attack. Default on." }.OneOf(["on", "off"]),
            nameof(TrainingOptions.Guard), (options, value) => options with { Guard = value == "on" },
            options => options.Guard ? "on" : "off");
        Add(new Option<bool>("--reset-perturbation") { Description = "Start each batch from no perturbation, instead of that of the batch before." }, nameof(TrainingOptions.ResetPerturbation), (options, value) => options with { ResetPerturbation = value });

        Add(new Option<double>("--lambda") { Description = "Weight of the cross-entropy beside the representation loss." }, nameof(TrainingOptions.Lambda), (options, value) => options with { Lambda = value });
        Add(Common.Choice<RepresentationLoss>("--loss", "Representation loss."), nameof(TrainingOptions.Loss), (options, value) => options with { Loss = value });
        Add(new Option<int>("--replays") { Description = "Updates made from one batch." }, nameof(TrainingOptions.Replays), (options, value) => options with { Replays = value });

        Add(Common.Choice<KdVariant>("--kd-variant", "Distillation loss: the usual one, or that of the paper's authors, whose student keeps the temperature."), nameof(TrainingOptions.KdVariant), (options, value) => options with { KdVariant = value });
        Add(new Option<double>("--kd-temperature") { Description = "What distillation divides both logits by." }, nameof(TrainingOptions.KdTemperature), (options, value) => options with { KdTemperature = value });
        Add(new Option<double>("--kd-alpha") { Description = "Share of the teacher in the distillation loss, 0 to 1; the labels have the rest." }, nameof(TrainingOptions.KdAlpha), (options, value) => options with { KdAlpha = value });
        Add(new Option<double>("--temperature") { Description = "What the network divides its logits by, in training and ever after; 30 for a teacher of kd. Default 1." }, nameof(TrainingOptions.Temperature), (options, value) => options with { Temperature = value });
        Add(new Option<int?>("--representation-width") { Description = "Length of the representation, by a linear layer after the penultimate one where the architecture has another: for teachers of narrower students." },
            nameof(TrainingOptions.RepresentationWidth), (options, value) => options with { RepresentationWidth = value });
    }

    /// <summary>The options to put on the command.</summary>
    public IEnumerable<Option> Options => flags.Select(flag => flag.Option);

    /// <summary>The options with what was given; a flag that the method does not read is refused.</summary>
    /// <exception cref="UsageException">A flag was given that has no effect.</exception>
    public TrainingOptions Apply(TrainingOptions options, ParseResult parsed)
    {
        var method = MethodCatalog.Find(options.Method);
        var given = flags.Where(flag => parsed.GetResult(flag.Option) is { Implicit: false }).ToList();
        var idle = given.Where(flag => !MethodCatalog.IsRead(method, flag.Property)).Select(flag => Refusal(flag, method)).ToList();
        return idle.Count == 0
            ? given.Aggregate(options, (current, flag) => flag.Apply(current, parsed))
            : throw new UsageException(string.Join("; ", idle.Distinct()) + ".");
    }

    /// <summary>
    /// The inverse of <see cref="Apply"/>: the words that turn some options into others, for flags whose value differs.
    /// </summary>
    public IReadOnlyList<string> Difference(TrainingOptions from, TrainingOptions to)
    {
        var words = new List<string>();
        foreach (var flag in flags.Where(flag => !FlagWords.Of(flag.Value(from)).SequenceEqual(FlagWords.Of(flag.Value(to)))))
            words.AddRange([flag.Option.Name, .. FlagWords.Of(flag.Value(to), flag.Option.ValueType == typeof(double?))]);
        return words;
    }

    private static string Refusal(Flag flag, MethodDescription method) => flag.Property == nameof(TrainingOptions.ThreatModel)
        ? $"{flag.Option.Name} was given, and {method.Name} does not attack while it trains"
        : $"{flag.Option.Name} was given, and {method.Name} does not read it; it belongs to {string.Join(", ", MethodCatalog.All.Where(other => other.Reads.Contains(flag.Property)).Select(other => other.Name))}";

    // A flag reads the property that it sets, unless it sets a part of it.
    private void Add<T>(Option<T> option, string property, Func<TrainingOptions, T?, TrainingOptions> set, Func<TrainingOptions, object?>? get = null) =>
        flags.Add(new(option, property, (options, parsed) => set(options, parsed.GetValue(option)), get ?? typeof(TrainingOptions).GetProperty(property)!.GetValue));

    private sealed record Flag(Option Option, string Property, Func<TrainingOptions, ParseResult, TrainingOptions> Apply, Func<TrainingOptions, object?> Value);
}
