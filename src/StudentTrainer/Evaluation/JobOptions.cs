using Rrm.Images;
using Rrm.StudentTrainer.Attacks;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>Everything that decides the verdicts of a job, except the networks and the machine: the content of job.json.</summary>
public sealed record JobOptions
{
    public required string Dataset { get; init; }
    public required string Split { get; init; }
    public required int Samples { get; init; }

    /// <summary>Of the content: the same images as before.</summary>
    public required string ImagesSha256 { get; init; }

    public required IReadOnlyList<JobAttack> Attacks { get; init; }
    public required int Restarts { get; init; }
    public required long Seed { get; init; }

    /// <summary>Cuts the work into pieces, so a job keeps it.</summary>
    public required int BatchSize { get; init; }

    public required bool OnlyWorstCase { get; init; }

    /// <summary>What logits are divided by; null leaves it to each checkpoint.</summary>
    public double? Temperature { get; init; }

    public static JobOptions Of(ImageSet images, IReadOnlyList<IAttack> attacks, EvaluationOptions options) => new()
    {
        Dataset = images.Name,
        Split = images.Split,
        Samples = images.Count,
        ImagesSha256 = images.Identity,
        Attacks = [.. attacks.Select(JobAttack.Of)],
        Restarts = options.Restarts,
        Seed = options.Seed,
        BatchSize = options.BatchSize,
        OnlyWorstCase = options.OnlyWorstCase,
        Temperature = options.Temperature,
    };
}
