using System.Globalization;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>A small line without axes: how a number went. Hidden from screen readers, which read the number beside it.</summary>
internal static class Sparkline
{
    private const double Width = 80;
    private const double Height = 20;
    private const double Margin = 1;

    /// <summary>From zero at the bottom to the largest value at the top, the oldest at the left.</summary>
    public static Html Of(IReadOnlyList<double> values)
    {
        var top = Math.Max(values.Max(), double.Epsilon);
        var points = string.Join(' ', values.Select((value, index) => string.Create(CultureInfo.InvariantCulture,
            $"{index * Width / Math.Max(1, values.Count - 1):0.#},{Height - Margin - value / top * (Height - 2 * Margin):0.#}")));
        return $"""<svg class="spark" viewBox="0 0 {(long)Width} {(long)Height}" preserveAspectRatio="none" aria-hidden="true" focusable="false"><polyline points="{points}"/></svg>""";
    }
}
