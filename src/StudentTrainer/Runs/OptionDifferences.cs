using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rrm.StudentTrainer.Runs;

/// <summary>What a folder was started with against what is asked of it now.</summary>
internal static class OptionDifferences
{
    /// <exception cref="RrmException">They differ; the sentence says where.</exception>
    /// <param name="path">The folder, as the user gave it.</param>
    /// <param name="what">"run" or "job".</param>
    /// <param name="before">What it was started with.</param>
    /// <param name="now">What is asked.</param>
    public static void Refuse<T>(string path, string what, T before, T now)
    {
        var (old, asked) = (JsonSerializer.SerializeToNode(before, JsonFormat.Line)!.AsObject(), JsonSerializer.SerializeToNode(now, JsonFormat.Line)!.AsObject());
        var differences = asked.Select(entry => entry.Key).Union(old.Select(entry => entry.Key)).Where(key => !JsonNode.DeepEquals(asked[key], old[key]))
            .Select(key => $"{key} {Text(asked[key])} (the {what} has {Text(old[key])})").ToList();
        if (differences.Count > 0)
            throw new RrmException($"'{path}' was started with other options: {string.Join(", ", differences)}. Resume with the same ones, or give another --out.");
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(JsonFormat.Line) ?? "null";
}
