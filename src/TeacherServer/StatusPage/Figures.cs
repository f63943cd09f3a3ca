using System.Globalization;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>Numbers as people read them.</summary>
internal static class Figures
{
    private const string None = "–";

    /// <summary>Three digits and a unit: 850 µs, 12.3 ms, 1.25 s.</summary>
    public static string Duration(double? seconds) => seconds switch
    {
        null => None,
        < 1e-3 => $"{Digits(seconds.Value * 1e6)} µs",
        < 1 => $"{Digits(seconds.Value * 1e3)} ms",
        _ => $"{Digits(seconds.Value)} s",
    };

    public static string Rate(double perSecond) => Digits(perSecond);

    public static string Count(double? value) => value?.ToString("#,0", CultureInfo.InvariantCulture) ?? None;

    public static string Share(long part, long whole) => whole > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %") : None;

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,0} MB");

    public static string Uptime(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Floor(seconds));
        return time.Days > 0 ? $"{time.Days} d {time.Hours} h {time.Minutes} min" : time.Hours > 0 ? $"{time.Hours} h {time.Minutes} min" : $"{time.Minutes} min {time.Seconds} s";
    }

    private static string Digits(double value) =>
        value.ToString(value switch { 0 => "0", < 10 => "0.00", < 100 => "0.0", _ => "#,0" }, CultureInfo.InvariantCulture);
}
