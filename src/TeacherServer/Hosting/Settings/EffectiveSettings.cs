using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>The configuration that holds, as a file that could be given as --config; secrets are left out.</summary>
internal static class EffectiveSettings
{
    // A note to the reader: names with '$' are not read.
    private const string SourcesName = "$sources";

    public static string Write(ServerSettings settings)
    {
        var sources = new JsonObject();
        var root = WriteSection(settings.Options, "", (key, hidden) => sources[key] = settings.SourceOf(key) + (hidden ? ", hidden" : ""));
        root[SourcesName] = sources;
        return root.ToJsonString(JsonFormat.Indented);
    }

    private static JsonObject WriteSection(object section, string prefix, Action<string, bool> note)
    {
        var result = new JsonObject();
        foreach (var property in OptionShape.PropertiesOf(section.GetType()))
        {
            var (key, hidden) = (prefix + property.Name, property.IsDefined(typeof(SecretAttribute)));
            if (ValueText.IsOne(property.PropertyType) || OptionShape.ElementOf(property.PropertyType) is not null)
                note(key, hidden);
            if (!hidden)
                result[property.Name] = WriteValue(property.GetValue(section), key, note);
        }
        return result;
    }

    private static JsonNode? WriteValue(object? value, string key, Action<string, bool> note) => value switch
    {
        null => null,
        bool flag => flag,
        int number => number,
        long number => number,
        double number => number,
        string text => text,
        IDictionary entries => new JsonObject(entries.Keys.Cast<string>().Select(name => KeyValuePair.Create(name, WriteValue(entries[name], $"{key}.{name}", note)))),
        IEnumerable items => new JsonArray(items.Cast<object?>().Select((item, index) => WriteValue(item, $"{key}.{index}", note)).ToArray()),
        _ when ValueText.IsOne(value.GetType()) => ValueText.Write(value),
        _ => WriteSection(value, $"{key}.", note),
    };
}
