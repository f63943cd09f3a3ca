using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Rrm.StudentTrainer.Commands;

/// <summary>A value as the words after a flag.</summary>
internal static class FlagWords
{
    private const int GreyLevels = 255;

    /// <summary>The words that the flag's parser reads back as this very value; none for null.</summary>
    /// <param name="value">A number, text, member of an enum, or list of those.</param>
    /// <param name="isPixels">Whether the flag takes fractions, as 8/255.</param>
    public static IReadOnlyList<string> Of(object? value, bool isPixels = false) => value switch
    {
        null => [],
        string text => [text],
        Enum => [JsonSerializer.SerializeToElement(value, value.GetType(), JsonFormat.Line).GetString()!],
        double number => [isPixels ? Shorter(number) : Text(number)],
        IEnumerable list => [.. list.Cast<object>().SelectMany(item => Of(item))],
        IFormattable other => [other.ToString(null, CultureInfo.InvariantCulture)],
        _ => [value.ToString()!],
    };

    private static string Shorter(double number)
    {
        var levels = Math.Round(number * GreyLevels);
        var fraction = $"{levels}/{GreyLevels}";
        return levels / GreyLevels == number && fraction.Length < Text(number).Length ? fraction : Text(number);
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
