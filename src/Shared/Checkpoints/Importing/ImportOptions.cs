using Rrm.Images;

namespace Rrm.Checkpoints.Importing;

/// <summary>What a file with weights does not say of itself.</summary>
public sealed record ImportOptions
{
    /// <summary>A built-in name, or the path of a JSON description.</summary>
    public required string Architecture { get; init; }

    /// <summary>Number of classes; null takes the rows of the last layer.</summary>
    public int? Classes { get; init; }

    /// <summary>Names of the classes in the order of the logits; null numbers them.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Null takes the constants that the file carries.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>What the network divides its logits by, from training on.</summary>
    public double Temperature { get; init; } = 1;

    public ThreatModel? ThreatModel { get; init; }

    /// <summary>The architecture's name for a name in the file; null leaves the tensor out.</summary>
    public IReadOnlyDictionary<string, string?> NameMap { get; init; } = new Dictionary<string, string?>();

    /// <summary>Versions of the importing program, for the provenance.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    public string? Commit { get; init; }
}
