using System.Globalization;
using System.Reflection;

namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>Single values as they are written in files, variables and flags.</summary>
internal static class ValueText
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Whether a type is one value, and not a list or a section.</summary>
    public static bool IsOne(Type type) => type == typeof(string) || Bare(type).IsEnum || ParserOf(Bare(type)) is not null;

    /// <summary>Reads a value; false where the text is none of this type.</summary>
    public static bool TryRead(Type type, string text, out object? value)
    {
        type = Bare(type);
        value = type == typeof(string) ? text
            : type == typeof(double) ? ReadNumber(text)
            : type == typeof(TimeSpan) ? ReadTime(text)
            : type.IsEnum ? ReadWord(type, text)
            : ReadOther(type, text);
        return value is not null;
    }

    /// <summary>What a text must be, as a sentence goes on after "expected".</summary>
    public static string Expected(Type type)
    {
        type = Bare(type);
        return type == typeof(string) ? "a text"
            : type == typeof(bool) ? "true or false"
            : type == typeof(int) || type == typeof(long) ? $"a whole number up to {(type == typeof(int) ? int.MaxValue : long.MaxValue)}"
            : type == typeof(double) ? "a number"
            : type == typeof(TimeSpan) ? "a time such as 500ms, 5s, 2m or 1h"
            : type.IsEnum ? string.Join(" or ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
            : $"a {type.Name.ToLowerInvariant()}";
    }

    public static string Write(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        Enum word => word.ToString().ToLowerInvariant(),
        TimeSpan time => WriteTime(time),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static MethodInfo? ParserOf(Type type) => type.GetMethod("TryParse", BindingFlags.Public | BindingFlags.Static, [typeof(string), type.MakeByRefType()]);

    private static object? ReadOther(Type type, string text)
    {
        object?[] arguments = [text, null];
        return ParserOf(type)!.Invoke(null, arguments) is true ? arguments[1] : null;
    }

    // Without thousands: to some 1,5 is one and a half, and it must not become fifteen.
    private static object? ReadNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Not a number: an option that is written as one means nothing to a reader.
    private static object? ReadWord(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null;

    private static object? ReadTime(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (text.Contains(':'))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero ? time : null;
        // "ms" comes before "s", which it ends with.
        var (unit, length) = Units.FirstOrDefault(one => text.EndsWith(one.Unit, StringComparison.Ordinal));
        return unit is not null && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count <= TimeSpan.MaxValue / length / 2 ? count * length : null;
    }

    private static string WriteTime(TimeSpan time)
    {
        var fitting = Units.Where(unit => time >= unit.Length && time.Ticks % unit.Length.Ticks == 0).ToList();
        return time == TimeSpan.Zero ? "0" : fitting.Count > 0 ? $"{time.Ticks / fitting[^1].Length.Ticks}{fitting[^1].Unit}" : time.ToString("c", CultureInfo.InvariantCulture);
    }
}
