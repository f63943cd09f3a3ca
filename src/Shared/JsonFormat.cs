using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rrm;

/// <summary>The one JSON dialect of all files: snake case, enums as words, unknown keys refused.</summary>
public static class JsonFormat
{
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>One record on one line, for JSON-lines files.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    /// <summary>Reads a file; a problem is told as one sentence that names the file and the place.</summary>
    public static T Read<T>(string path, string kind)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Indented) ?? throw new RrmException($"'{path}' is not {kind}: it holds null.");
        }
        catch (JsonException problem)
        {
            throw new RrmException($"'{path}' is not {kind}: {problem.Message}", problem);
        }
        catch (NotSupportedException problem)
        {
            throw new RrmException($"'{path}' is not {kind}: {problem.Message}", problem);
        }
    }

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
    };
}
