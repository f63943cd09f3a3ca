using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>Configuration from a JSON file; comments and trailing commas are allowed, and names that begin with '$' are notes.</summary>
internal static class SettingsFile
{
    public const string DefaultName = "appsettings.json";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <exception cref="RrmException">There is no such file, or it holds no JSON object.</exception>
    public static Layer Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), null, Lenient) is JsonObject root
                ? new Layer(path, root)
                : throw new RrmException($"'{path}' is not a configuration; expected an object such as {{ \"Models\": \"models\" }}.");
        }
        catch (JsonException problem)
        {
            throw new RrmException($"'{path}' is not JSON: {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RrmException($"Cannot read the configuration '{path}': {problem.Message}", problem);
        }
    }
}
