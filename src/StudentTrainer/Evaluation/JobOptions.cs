using System.Buffers.Binary;
using System.Security.Cryptography;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>Everything that decides the verdicts of a job, except the networks and the machine: the content of job.json.</summary>
public sealed record JobOptions
{
    public required string Dataset { get; init; }
    public required string Split { get; init; }
    public required int Samples { get; init; }

    /// <summary>Over pixels and labels: the same images as before.</summary>
    public required string ImagesSha256 { get; init; }

    public required IReadOnlyList<JobAttack> Attacks { get; init; }
    public required int Restarts { get; init; }
    public required long Seed { get; init; }

    /// <summary>Cuts the work into pieces, so a job keeps it.</summary>
    public required int BatchSize { get; init; }

    public required bool OnlyWorstCase { get; init; }

    public static JobOptions Of(ImageSet images, IReadOnlyList<IAttack> attacks, EvaluationOptions options) => new()
    {
        Dataset = images.Name,
        Split = images.Split,
        Samples = images.Count,
        ImagesSha256 = Sha256(images),
        Attacks = [.. attacks.Select(JobAttack.Of)],
        Restarts = options.Restarts,
        Seed = options.Seed,
        BatchSize = options.BatchSize,
        OnlyWorstCase = options.OnlyWorstCase,
    };

    private static string Sha256(ImageSet images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> label = stackalloc byte[sizeof(int)];
        for (var index = 0; index < images.Count; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(label, images.Label(index));
            hash.AppendData(label);
            hash.AppendData(images.Image(index));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
