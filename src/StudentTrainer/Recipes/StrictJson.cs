using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>
/// Reads JSON files that people write. The records that they become are the schema: what does not fit is told with its place and the nearest
/// name, all of it at once. A number may be written as a fraction, as "8/255".
/// </summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Dialect = Prepared();

    /// <summary>The file's content, or null where it cannot be one; then problems have been added.</summary>
    public static T? Read<T>(string path, FileProblems problems) where T : class
    {
        try
        {
            var root = JsonNode.Parse(File.ReadAllText(path), null, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            return Fits(root, typeof(T), path, "", problems) ? root.Deserialize<T>(Dialect) : null;
        }
        catch (JsonException problem)
        {
            problems.Add(path, "", $"this is no JSON: {problem.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            problems.Add(path, "", problem.Message);
        }
        return null;
    }

    /// <summary>Whether an object has only members of a type, of the right kinds. Not all need be there.</summary>
    public static bool IsPart(JsonObject part, Type type, string file, string place, FileProblems problems) =>
        MembersFit(part, Dialect.GetTypeInfo(type), file, place, problems);

    /// <summary>A member's name in files.</summary>
    public static string NameOf(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);

    private static bool Fits(JsonNode? node, Type type, string file, string place, FileProblems problems)
    {
        var info = Dialect.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when node is JsonObject members:
                var missing = info.Properties.Where(property => property.IsRequired && !members.ContainsKey(property.Name)).ToList();
                missing.ForEach(property => problems.Add(file, place, $"\"{property.Name}\" is missing"));
                return MembersFit(members, info, file, place, problems) & missing.Count == 0;
            case JsonTypeInfoKind.Dictionary when node is JsonObject entries:
                return entries.ToList().Aggregate(true, (fits, entry) => Fits(entry.Value, info.ElementType!, file, Below(place, entry.Key), problems) & fits);
            case JsonTypeInfoKind.Enumerable when node is JsonArray items:
                return items.ToList().Select((item, index) => Fits(item, info.ElementType!, file, $"{place}[{index}]", problems)).ToList().TrueForAll(fits => fits);
            case JsonTypeInfoKind.None:
                return ValueFits(node, info.Type, file, place, problems);
            default:
                problems.Add(file, place, $"expected {(info.Kind == JsonTypeInfoKind.Enumerable ? "a list" : "an object")}, found {Text(node)}");
                return false;
        }
    }

    private static bool MembersFit(JsonObject members, JsonTypeInfo info, string file, string place, FileProblems problems)
    {
        var known = info.Properties.ToDictionary(property => property.Name);
        var fits = true;
        foreach (var (name, value) in members.ToList())
        {
            if (!known.TryGetValue(name, out var property))
            {
                problems.Add(file, Below(place, name), $"there is no such key{NearestName.Hint(name, known.Keys)}");
                fits = false;
            }
            else if (value is not null || !property.IsSetNullable)
                fits &= Fits(value, property.PropertyType, file, Below(place, name), problems);
        }
        return fits;
    }

    private static bool ValueFits(JsonNode? node, Type type, string file, string place, FileProblems problems)
    {
        if (type == typeof(double) && Fraction(node) is { } quotient)
        {
            node!.ReplaceWith(quotient);
            return true;
        }
        if (Reads(node, type))
            return true;
        problems.Add(file, place, type.IsEnum && node is JsonValue value && value.TryGetValue<string>(out var word)
            ? $"'{word}' is not known{NearestName.Hint(word, Words(type))}"
            : $"expected {Kind(type)}, found {Text(node)}");
        return false;
    }

    private static bool Reads(JsonNode? node, Type type)
    {
        try
        {
            return node.Deserialize(type, Dialect) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static double? Fraction(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Split('/') is [var over, var under]
        && double.TryParse(over, NumberStyles.Float, CultureInfo.InvariantCulture, out var numerator)
        && double.TryParse(under, NumberStyles.Float, CultureInfo.InvariantCulture, out var denominator) && denominator > 0
            ? numerator / denominator
            : null;

    private static List<string> Words(Type type) => [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToElement(value, type, Dialect).GetString()!)];

    private static string Kind(Type type) =>
        type == typeof(string) ? "a text" : type == typeof(bool) ? "true or false" : type == typeof(int) || type == typeof(long) ? "a whole number" :
        type == typeof(double) ? "a number, or a fraction as \"8/255\"" : type == typeof(JsonObject) ? "an object" : type == typeof(JsonArray) ? "a list" : $"one of {string.Join(", ", Words(type))}";

    private static string Text(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "an object",
        JsonArray => "a list",
        _ => node.ToJsonString(Dialect),
    };

    private static string Below(string place, string name) => place == "" ? name : $"{place}.{name}";

    private static JsonSerializerOptions Prepared()
    {
        var options = new JsonSerializerOptions(JsonFormat.Line);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
