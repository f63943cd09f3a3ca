using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>What was measured of one checkpoint. Accuracies are fractions.</summary>
public sealed record EvaluationReport
{
    public required string Checkpoint { get; init; }

    /// <summary>Identity of the weights.</summary>
    public required string ParametersSha256 { get; init; }

    public required string Architecture { get; init; }
    public required string Dataset { get; init; }
    public required string Split { get; init; }
    public required int Samples { get; init; }
    public required long Seed { get; init; }

    /// <summary>What logits were divided by.</summary>
    public required double Temperature { get; init; }

    public required double NaturalAccuracy { get; init; }
    public required IReadOnlyList<RobustAccuracy> Robust { get; init; }

    /// <summary>Wall clock of classification and attacks.</summary>
    public required double Seconds { get; init; }

    /// <summary>The table of every image in the folder of a job; null outside of one.</summary>
    public string? Verdicts { get; init; }

    public required Machine Machine { get; init; }
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public static EvaluationReport Of(string path, Checkpoint checkpoint, ImageSet images, EvaluationOutcome outcome, double seconds, ComputeDevice device) => new()
    {
        Checkpoint = Path.GetFullPath(path),
        ParametersSha256 = checkpoint.ParametersSha256(),
        Architecture = checkpoint.Manifest.ArchitectureName,
        Dataset = images.Name,
        Split = images.Split,
        Samples = images.Count,
        Seed = outcome.Options.Seed,
        Temperature = checkpoint.Manifest.Temperature,
        NaturalAccuracy = outcome.NaturalAccuracy,
        Robust = outcome.Robust,
        Seconds = seconds,
        Machine = Machine.Here(device.Description),
        Versions = LibraryVersions.All,
    };
}
