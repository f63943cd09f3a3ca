using System.Text.Json.Serialization;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Numerics;

namespace Rrm.StudentTrainer.Training;

/// <summary>Everything that decides a run's numbers, except the machine: the content of config.json.</summary>
public sealed record TrainingOptions
{
    public required string Method { get; init; }
    public required string Architecture { get; init; }
    public required string Dataset { get; init; }
    public long Seed { get; init; }
    public int Epochs { get; init; } = 48;
    public int BatchSize { get; init; } = 128;

    /// <summary>First N images of each split; null means all.</summary>
    public int? Limit { get; init; }

    /// <summary>What happens at a picture that cannot be decoded.</summary>
    public BadImagePolicy OnBadImage { get; init; }

    /// <summary>How training images are looked at: a name that <see cref="Images.Augmentation.Find"/> knows.</summary>
    public string Augmentation { get; init; } = "crop-flip";

    /// <summary>Seed of the order and the views of the training images; null is <see cref="Seed"/>. Runs that share it show the same batches, so one teacher's answers serve all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] // So that runs without one keep the keys that they have.
    public long? ViewSeed { get; init; }

    /// <summary>Name of the constants that are the network's first layer; null takes those of the data set.</summary>
    public string? Normalization { get; init; }

    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;
    public double LearningRate { get; init; } = 0.1;
    public double Momentum { get; init; } = 0.9;
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Epochs after which the multistep schedule divides by ten; none means thirds of the run.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Perturbations that adversarial methods train against.</summary>
    public ThreatModel? ThreatModel { get; init; }

    /// <summary>Share of the run over which epsilon grows linearly from zero.</summary>
    public double EpsWarmup { get; init; }

    /// <summary>Steps and step size of PGD in SAT and Fast AT; a null step size is eps/4 (l∞) or eps/5 (l2).</summary>
    public int AttackSteps { get; init; } = 7;

    public double? AttackStepSize { get; init; }

    /// <summary>What batch norm does while training examples are made; null is the method's own way: eval for SAT, train for Fast AT and FGSM-RS.</summary>
    public BatchNormMode? AttackBatchNorm { get; init; }

    /// <summary>Whether FGSM-RS is watched for collapse after each epoch, and turned back to before it.</summary>
    public bool Guard { get; init; } = true;

    /// <summary>Whether Free AT's perturbation starts each batch at zero.</summary>
    public bool ResetPerturbation { get; init; }

    /// <summary>Weight of the cross-entropy beside the representation loss (the paper's λ).</summary>
    public double Lambda { get; init; } = 0.005;

    public RepresentationLoss Loss { get; init; } = RepresentationLoss.Cosine;

    /// <summary>Updates made from one batch: RRM's from one teacher answer, Free AT's m.</summary>
    public int Replays { get; init; } = 1;

    /// <summary>How knowledge distillation softens and averages.</summary>
    public KdVariant KdVariant { get; init; } = KdVariant.Textbook;

    /// <summary>What knowledge distillation divides logits by.</summary>
    public double KdTemperature { get; init; } = 30;

    /// <summary>Share of the teacher in the distillation loss; the labels have the rest.</summary>
    public double KdAlpha { get; init; } = 1;

    /// <summary>What the network divides its logits by, in training, attack and ever after.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Length of the representation, by a linear layer added where the architecture has another; null leaves the architecture as it is.</summary>
    public int? RepresentationWidth { get; init; }

    /// <summary>Test images that are classified after each epoch, for the curve.</summary>
    public int MonitorImages { get; init; } = 1000;

    /// <summary>Hex identity of the teacher; a resumed run must have the same.</summary>
    public string? TeacherSha256 { get; init; }

    /// <summary>Hex identity of the robust data set that is trained on; a resumed run must have the same.</summary>
    public string? RobustDataSha256 { get; init; }
}
