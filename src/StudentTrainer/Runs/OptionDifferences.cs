using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rrm.StudentTrainer.Runs;

/// <summary>Work that is resumed must be asked for as it was.</summary>
internal static class OptionDifferences
{
    /// <exception cref="RrmException">The options differ; the sentence says where.</exception>
    public static void Refuse<T>(T before, T now, string path)
    {
        var (old, asked) = (JsonSerializer.SerializeToNode(before, JsonFormat.Line)!.AsObject(), JsonSerializer.SerializeToNode(now, JsonFormat.Line)!.AsObject());
        var differences = asked.Where(entry => !JsonNode.DeepEquals(entry.Value, old[entry.Key]))
            .Select(entry => $"{entry.Key} {entry.Value?.ToJsonString() ?? "null"} (the run has {old[entry.Key]?.ToJsonString() ?? "null"})").ToList();
        if (differences.Count > 0)
            throw new RrmException($"'{path}' was started with other options: {string.Join(", ", differences)}. Resume with the same ones, or give another --out.");
    }
}
