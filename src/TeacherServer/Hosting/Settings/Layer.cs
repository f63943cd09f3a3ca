using System.Text.Json.Nodes;

namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>What one source says: a file, the environment, or the flags.</summary>
/// <param name="source">Where a key comes from that was not set by itself.</param>
/// <param name="root">Sections and values as in appsettings.json.</param>
internal sealed class Layer(string source, JsonObject root)
{
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    private readonly Dictionary<string, string> sources = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> problems = [];

    public Layer(string source) : this(source, new JsonObject(AnyCase))
    {
    }

    public JsonObject Root => root;

    /// <summary>Values that contradict each other, as sentences.</summary>
    public IReadOnlyList<string> Problems => problems;

    public string SourceOf(string key) => sources.GetValueOrDefault(key, source);

    /// <summary>Sets one value.</summary>
    /// <param name="path">The names of its sections and its own.</param>
    /// <param name="text">As it was written.</param>
    /// <param name="place">Where: the flag, or the variable.</param>
    public void Set(IReadOnlyList<string> path, string text, string place)
    {
        var section = root;
        foreach (var name in path.SkipLast(1))
        {
            if (section[name] is JsonValue)
                problems.Add($"{string.Join('.', path)} is inside of '{name}', which has a value itself. [{place}]");
            if (section[name] is not JsonObject inner)
                section[name] = inner = new JsonObject(AnyCase);
            section = inner;
        }
        section[path[^1]] = text;
        sources[string.Join('.', path)] = place;
    }
}
