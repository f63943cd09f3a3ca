using System.Text.Json.Nodes;
using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>A row of a table, a series of a figure, or a teacher: one file. Either how to train, or whose run it shows.</summary>
internal sealed record RowFile
{
    public required string Title { get; init; }

    /// <summary>The curve or bar group.</summary>
    public string? Series { get; init; }

    /// <summary>Whether a figure holds the other rows against this one, as students against their teacher.</summary>
    public bool IsReference { get; init; }

    /// <summary>The row shows the run of this one, as <c>table1/sat</c>; then it says nothing of how to train.</summary>
    public string? Run { get; init; }

    /// <summary>Where the options start from.</summary>
    public string? Preset { get; init; }

    /// <summary>A built-in name, or the path of a description beside this file.</summary>
    public string? Architecture { get; init; }

    /// <summary>The row that teaches, as <c>teachers/fast-at-vgg11</c>.</summary>
    public string? Teacher { get; init; }

    /// <summary>Trains on a data set made from a teacher, instead of being taught.</summary>
    public RobustData? RobustData { get; init; }

    /// <summary>Options beyond the preset's.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>One option and its values: a row for each.</summary>
    public JsonObject? Grid { get; init; }

    /// <summary>What it is attacked with, where that is not the recipe's.</summary>
    public ThreatModel? ThreatModel { get; init; }

    public PaperFigures? Paper { get; init; }

    /// <summary>The paper's figures at values of the grid, as <c>"0.005": { … }</c>.</summary>
    public IReadOnlyDictionary<string, PaperFigures> PaperAt { get; init; } = new Dictionary<string, PaperFigures>();
}
