using System.Text.Json.Nodes;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>Some of a run's options, and where they are written.</summary>
/// <param name="File">The file.</param>
/// <param name="Place">Keys down to the options.</param>
/// <param name="Values">By the names of config.json.</param>
/// <param name="IsGrid">Whether they are a point of a grid.</param>
internal sealed record OptionLayer(string File, string Place, JsonObject Values, bool IsGrid = false);
