using Rrm.Images;

namespace Rrm.StudentTrainer.RobustData;

/// <summary>What robust-dataset.json says. Nothing in it depends on when or in how many goes the set was made.</summary>
public sealed record RobustDataManifest
{
    public required RobustDataOptions Options { get; init; }
    public required int Count { get; init; }
    public required ImageShape Shape { get; init; }

    /// <summary>Names in the order of the labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How values in [0,1] became bytes.</summary>
    public required string Rounding { get; init; }

    /// <summary>Mean l2 distance of representations from those of the images that are stood for: where the images started.</summary>
    public required double MeanStartDistance { get; init; }

    /// <summary>The same of the images as they are stored.</summary>
    public required double MeanDistance { get; init; }

    /// <summary>Hex SHA-256 of each file.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }
    public string? Commit { get; init; }
}
