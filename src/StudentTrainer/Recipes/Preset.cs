using System.Text.Json.Nodes;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>Settings under a name: an entry of presets.json.</summary>
internal sealed record Preset
{
    /// <summary>Where the settings come from.</summary>
    public required string Source { get; init; }

    /// <summary>Options of a run, by the names of config.json; the rest is as the method has it.</summary>
    public required JsonObject Options { get; init; }
}
