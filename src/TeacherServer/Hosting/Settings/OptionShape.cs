using System.Reflection;

namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>How an options record is laid out: its values, lists and sections.</summary>
internal static class OptionShape
{
    private static readonly Type[] Lists = [typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>)];

    /// <summary>What can be set. Computed properties cannot.</summary>
    public static IReadOnlyList<PropertyInfo> PropertiesOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true })];

    /// <summary>The type of a list's elements, or null for what is no list.</summary>
    public static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType() : type.IsGenericType && Lists.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0] : null;

    /// <summary>The type of the values that names of the user's own choice have, or null for what is no dictionary.</summary>
    public static Type? EntryOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    /// <summary>Every key below a section, with its default.</summary>
    public static IEnumerable<OptionKey> KeysOf(object section, string prefix = "")
    {
        foreach (var property in PropertiesOf(section.GetType()))
        {
            var (key, type) = (prefix + property.Name, property.PropertyType);
            if (IsLeaf(type))
            {
                yield return new(key, type, property.GetValue(section), property.IsDefined(typeof(SecretAttribute)));
                continue;
            }
            var inner = EntryOf(type) is { } entry ? KeysOf(New(entry), $"{key}.NAME.")
                : ElementOf(type) is { } element ? KeysOf(New(element), $"{key}.N.")
                : KeysOf(property.GetValue(section) ?? New(type), $"{key}.");
            foreach (var one in inner)
                yield return one;
        }
    }

    /// <summary>A section with its defaults.</summary>
    public static object New(Type type) => Activator.CreateInstance(type)!;

    // A value, or values in a list or under names.
    private static bool IsLeaf(Type type) => ValueText.IsOne(EntryOf(type) ?? ElementOf(type) ?? type);
}
