using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>Colour (of Okabe and Ito's palette, in the style sheet), dashes and marker of the n-th series.</summary>
internal static class SeriesStyle
{
    public const int Colours = 6;
    private static readonly string[] Dashes = ["none", "7 3", "2 3", "9 3 2 3"];

    public static XAttribute Colour(int style) => Class($"s{style % Colours}");

    public static XAttribute Dash(int style) => Set("stroke-dasharray", Dashes[style % Dashes.Length]);

    public static XElement Marker(int style, double x, double y) => (style % 4) switch
    {
        0 => Svg("circle", Set("cx", x), Set("cy", y), Set("r", 3.4)),
        1 => Svg("rect", Set("x", x - 3.2), Set("y", y - 3.2), Set("width", 6.4), Set("height", 6.4)),
        2 => Polygon((x, y - 4.4), (x + 4.2, y + 3), (x - 4.2, y + 3)),
        _ => Polygon((x, y - 4.6), (x + 4.6, y), (x, y + 4.6), (x - 4.6, y)),
    };

    private static XElement Polygon(params (double X, double Y)[] corners) =>
        Svg("polygon", Set("points", string.Join(" ", corners.Select(corner => FormattableString.Invariant($"{corner.X:0.#},{corner.Y:0.#}")))));
}
