using System.Globalization;
using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Reports;

/// <summary>Numbers as people read them, the same in every language setting.</summary>
internal static class Words
{
    private const char Space = '\u00A0'; // Keeps a number and its unit on one line.

    public static string Percent(double fraction) => double.IsFinite(fraction) ? $"{Fixed(100 * fraction, 1)}{Space}%" : "–";

    public static string Points(double fraction) => $"{Fixed(100 * Math.Abs(fraction), 1)}{Space}points";

    public static string Interval((double Low, double High) interval) => $"{Fixed(100 * interval.Low, 1)}–{Fixed(100 * interval.High, 1)}{Space}%";

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Duration(double seconds) => seconds switch
    {
        _ when !double.IsFinite(seconds) => "–",
        < 9.95 => $"{Fixed(seconds, 1)}{Space}s",
        < 119.5 => $"{Fixed(seconds, 0)}{Space}s",
        < 7170 => $"{Fixed(seconds / 60, 1)}{Space}min",
        _ => $"{Fixed(seconds / 3600, 1)}{Space}h",
    };

    /// <summary>A perturbation's bound: in grey levels of 255 where it is a number of them.</summary>
    public static string Radius(Norm norm, double eps)
    {
        var levels = Math.Round(255 * eps, 1);
        var size = norm == Norm.Linf && Math.Abs(levels - 255 * eps) < 1e-3
            ? string.Create(CultureInfo.InvariantCulture, $"{levels}/255")
            : eps.ToString("G4", CultureInfo.InvariantCulture);
        return $"{(norm == Norm.Linf ? "l∞" : "l2")}{Space}≤{Space}{size}";
    }

    /// <summary>A role as it stands within a sentence: teacher, but RRM student.</summary>
    public static string Inline(string role) => role.Length > 1 && char.IsLower(role[1]) ? char.ToLowerInvariant(role[0]) + role[1..] : role;

    public static string Fixed(double number, int decimals) => number.ToString($"F{decimals}", CultureInfo.InvariantCulture).Replace('-', '−');
}
