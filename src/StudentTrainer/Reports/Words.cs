using System.Globalization;
using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Reports;

/// <summary>Numbers as people read them, the same in every language setting.</summary>
internal static class Words
{
    private const char Space = '\u00A0'; // Keeps a number and its unit on one line.

    public static string Percent(double fraction) => double.IsFinite(fraction) ? $"{Fixed(100 * fraction, 1)}{Space}%" : "–";

    /// <summary>A difference of fractions with its sign, as +1.2 points would be "+1.2"; never "−0.0".</summary>
    public static string Difference(double fraction)
    {
        var points = Math.Round(100 * fraction, 1, MidpointRounding.AwayFromZero);
        return !double.IsFinite(fraction) ? "–" : points == 0 ? "±0.0" : $"{(points > 0 ? "+" : "")}{Fixed(points, 1)}";
    }

    public static string Points(double fraction) => $"{Fixed(100 * Math.Abs(fraction), 1)}{Space}points";

    public static string Interval((double Low, double High) interval) => $"{Fixed(100 * interval.Low, 1)}–{Fixed(100 * interval.High, 1)}{Space}%";

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Duration(double seconds) => seconds switch
    {
        _ when !double.IsFinite(seconds) => "–",
        < 9.95 => $"{Fixed(seconds, 1)}{Space}s",
        < 119.5 => $"{Fixed(seconds, 0)}{Space}s",
        < 7170 => $"{Fixed(seconds / 60, 1)}{Space}min",
        < 172_620 => $"{Fixed(seconds / 3600, 1)}{Space}h",
        _ => $"{Fixed(seconds / 86_400, 1)}{Space}days",
    };

    /// <summary>Three figures that count, and all of a number's whole ones: 0.0123, 1.23, 12.3, 1234.</summary>
    public static string Significant(double number)
    {
        if (!double.IsFinite(number))
            return "–";
        if (number != 0 && Math.Abs(number) < 1e-3)
            return number.ToString("0.##e0", CultureInfo.InvariantCulture).Replace('-', '−');
        return Fixed(number, number == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 5));
    }

    /// <summary>10⁻⁴, but 1 and 10.</summary>
    public static string PowerOfTen(int exponent) => exponent switch
    {
        0 => "1",
        1 => "10",
        _ => $"10{string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']))}",
    };

    /// <summary>Lines of at most so many letters, broken at spaces; a longer word has a line of its own.</summary>
    public static IReadOnlyList<string> Wrap(string text, int length)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= length)
                lines[^1] += $" {word}";
            else
                lines.Add(word.Length <= length + 6 ? word : $"{word[..(length + 5)]}…");
        }
        return lines;
    }

    /// <summary>A perturbation's bound.</summary>
    public static string Radius(Norm norm, double eps) => $"{(norm == Norm.Linf ? "l∞" : "l2")}{Space}≤{Space}{Pixels(norm, eps)}";

    /// <summary>A distance of images: in grey levels of 255 where it is a number of them.</summary>
    public static string Pixels(Norm norm, double size)
    {
        var levels = Math.Round(255 * size, 1);
        return norm == Norm.Linf && Math.Abs(levels - 255 * size) < 1e-3
            ? string.Create(CultureInfo.InvariantCulture, $"{levels}/255")
            : size.ToString("G4", CultureInfo.InvariantCulture);
    }

    public static string Capital(string word) => word == "" ? word : char.ToUpperInvariant(word[0]) + word[1..];

    /// <summary>A role as it stands within a sentence: teacher, but RRM student.</summary>
    public static string Inline(string role) => role.Length > 1 && char.IsLower(role[1]) ? char.ToLowerInvariant(role[0]) + role[1..] : role;

    public static string Date(DateTimeOffset time) => time.ToString("d MMMM yyyy, HH:mm 'UTC'zzz", CultureInfo.InvariantCulture);

    public static string Fixed(double number, int decimals) => double.IsFinite(number) ? number.ToString($"F{decimals}", CultureInfo.InvariantCulture).Replace('-', '−') : "–";
}
