using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>
/// Puts what the layers say into the options records, whatever properties they have. A value or a list is taken whole from the strongest layer that has
/// it; sections are merged. It goes on after a problem, so that all are told at once.
/// </summary>
internal sealed class OptionsBinder
{
    private readonly record struct Found(JsonNode? Node, Layer Layer);

    private readonly List<string> problems = [];
    private readonly Dictionary<string, string> sources = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Problems => problems;

    /// <summary>Where the value of a key came from; keys that nobody set are missing.</summary>
    public IReadOnlyDictionary<string, string> Sources => sources;

    /// <param name="layers">The strongest first.</param>
    public T Bind<T>(IEnumerable<Layer> layers) where T : class
    {
        // What is required of code, such as Models, is asked of users in a sentence, by Problems().
        var options = Activator.CreateInstance<T>();
        Fill(options, [.. layers.Select(layer => new Found(layer.Root, layer))], "");
        return options;
    }

    private void Fill(object section, IReadOnlyList<Found> found, string prefix)
    {
        var properties = OptionShape.PropertiesOf(section.GetType());
        var said = new List<(PropertyInfo Property, Found Found)>();
        foreach (var (name, value) in Entries(found, prefix))
        {
            if (properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } property)
                Complain(prefix + name, value.Layer, $"is not known{Hint(name, prefix, [.. properties.Select(property => property.Name)])}");
            else if (said.Any(other => other.Property == property && other.Found.Layer == value.Layer))
                Complain(prefix + property.Name, value.Layer, "is given twice; take one out");
            else
                said.Add((property, value));
        }
        foreach (var group in said.GroupBy(one => one.Property, one => one.Found))
            group.Key.SetValue(section, Read(group.Key.PropertyType, group.Key.GetValue(section), [.. group], prefix + group.Key.Name));
    }

    private object? Read(Type type, object? current, IReadOnlyList<Found> found, string key)
    {
        if (OptionShape.EntryOf(type) is { } entry)
            return ReadDictionary(entry, found, key);
        if (!ValueText.IsOne(type) && OptionShape.ElementOf(type) is null)
        {
            var section = current ?? OptionShape.New(type);
            Fill(section, found, $"{key}.");
            return section;
        }
        var strongest = found[0];
        sources[key] = strongest.Layer.SourceOf(key);
        return strongest.Node is null ? current
            : OptionShape.ElementOf(type) is { } element ? ReadList(element, current, strongest, key)
            : ReadValue(type, current, strongest, key);
    }

    private object? ReadValue(Type type, object? current, Found found, string key)
    {
        if (found.Node is JsonValue value && ValueText.TryRead(type, TextOf(value), out var result))
            return result;
        Complain(key, found.Layer, $"is {Shown(found.Node)}; expected {ValueText.Expected(type)}");
        return current;
    }

    private object? ReadList(Type element, object? current, Found found, string key)
    {
        // Variables and flags have no arrays: 'a;b' is a list, and so are Urls__0 and Urls__1.
        List<JsonNode?>? items = found.Node switch
        {
            JsonArray array => [.. array],
            JsonValue value when ValueText.IsOne(element) => [.. Split(TextOf(value), element)],
            JsonObject numbered when numbered.All(item => int.TryParse(item.Key, out _)) => numbered.OrderBy(item => int.Parse(item.Key)).Select(item => item.Value).ToList(),
            _ => null,
        };
        if (items is null)
        {
            Complain(key, found.Layer, $"is {Shown(found.Node)}; expected a list");
            return current;
        }
        var list = Array.CreateInstance(element, items.Count);
        for (var index = 0; index < items.Count; index++)
        {
            var item = found with { Node = items[index] };
            list.SetValue(ValueText.IsOne(element) ? ReadValue(element, null, item, $"{key}.{index}") : Read(element, null, [item], $"{key}.{index}"), index);
        }
        return list;
    }

    private object ReadDictionary(Type entry, IReadOnlyList<Found> found, string key)
    {
        var result = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), entry))!;
        foreach (var group in Entries(found, $"{key}.").GroupBy(item => item.Name, item => item.Value))
        {
            if (Read(entry, null, [.. group], $"{key}.{group.Key}") is { } value)
                result[group.Key] = value;
        }
        return result;
    }

    // What the layers have in one section. A name that begins with '$' is a note to the reader.
    private IEnumerable<(string Name, Found Value)> Entries(IReadOnlyList<Found> found, string prefix)
    {
        foreach (var (node, layer) in found)
        {
            if (node is JsonObject section)
            {
                foreach (var (name, child) in section.Where(item => !item.Key.StartsWith('$')))
                    yield return (name, new(child, layer));
            }
            else if (node is not null)
                Complain(prefix.TrimEnd('.'), layer, $"is {Shown(node)}; expected a section with keys of its own");
        }
    }

    // The nearest name in the same section, else the same name in another one.
    private static string Hint(string name, string prefix, IReadOnlyCollection<string> siblings)
    {
        var elsewhere = OptionKey.All.Select(key => key.Name).Where(key => key.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase) || key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return NearestName.Of(name, siblings) is { } near ? $"; did you mean '{prefix}{near}'?"
            : elsewhere.FirstOrDefault() is { } far ? $"; did you mean '{far}'?"
            : NearestName.Hint(name, siblings);
    }

    private void Complain(string key, Layer layer, string what) =>
        problems.Add($"{key} {what}{(what.EndsWith('?') ? "" : ".")} [{layer.SourceOf(key)}]");

    private static IEnumerable<JsonNode?> Split(string text, Type element) =>
        text.Split(element == typeof(string) ? [';'] : [';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => (JsonNode?)JsonValue.Create(part));

    private static string TextOf(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static string Shown(JsonNode? node) => node switch
    {
        JsonValue value => $"'{TextOf(value)}'",
        JsonArray => "a list",
        JsonObject => "a section",
        _ => "null",
    };
}
