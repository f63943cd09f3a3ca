using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>What every chart has around its data: legend above, grid, labels of the axes. Heights grow with the legend, so nothing overlaps.</summary>
internal sealed record ChartFrame(string Title, double Width, double PlotHeight, double Left, IReadOnlyList<ChartKey> Keys)
{
    private const double LetterWidth = 6.6; // On average, in the size of the style sheet.
    private const double KeyWidth = 36;
    private const double LegendRow = 20;

    private IReadOnlyList<(ChartKey Key, double X, double Y)> Legend { get; } = Layout(Keys, Width);

    public double Right { get; init; } = Width - 16;
    public double Top => Legend.Select(entry => entry.Y + LegendRow / 2).LastOrDefault() + 30;
    public double Bottom => Top + PlotHeight;
    private double Height => Bottom + 46;

    public static double TextWidth(string text) => LetterWidth * text.Length;

    /// <summary>The picture; readers that do not see it get title and description.</summary>
    public XElement ToSvg(string description, params object?[] content) => Svg("svg",
        Set("viewBox", FormattableString.Invariant($"0 0 {Width:0.#} {Height:0.#}")), Set("role", "img"), Set("aria-label", Title),
        Svg("title", Title), Svg("desc", description), content, Legend.Select(entry => Svg("g", entry.Key.Draw(entry.X, entry.Y), Text(entry.X + KeyWidth / 2 + 6, entry.Y + 4, entry.Key.Name, "start"))));

    /// <summary>Horizontal lines with the y axis' labels, and the ground of the data.</summary>
    public IEnumerable<XElement> Rows(Axis axis, string label)
    {
        foreach (var tick in axis.Ticks)
        {
            yield return Line(Left, PlaceY(axis, tick), Right, PlaceY(axis, tick), "grid");
            yield return Text(Left - 8, PlaceY(axis, tick) + 4, axis.Label(tick), "end");
        }
        var ground = axis.Min <= 0 && axis.Max >= 0 ? PlaceY(axis, 0) : Bottom;
        yield return Line(Left, ground, Right, ground, "axis");
        yield return Text(8, Top - 12, label, "start");
    }

    /// <summary>Vertical lines with the x axis' labels, for bars.</summary>
    public IEnumerable<XElement> Columns(Axis axis)
    {
        foreach (var tick in axis.Ticks)
            yield return Line(PlaceX(axis, tick), Top, PlaceX(axis, tick), Bottom, "grid");
        yield return Line(PlaceX(axis, 0), Top, PlaceX(axis, 0), Bottom, "axis");
    }

    public IEnumerable<XElement> XLabels(Axis axis, string label) =>
        [.. axis.Ticks.Select(tick => Text(PlaceX(axis, tick), Bottom + 18, axis.Label(tick), "middle")), Text((Left + Right) / 2, Height - 8, label, "middle")];

    public double PlaceX(Axis axis, double value) => axis.Place(value, Left, Right);

    public double PlaceY(Axis axis, double value) => axis.Place(value, Bottom, Top);

    public static XElement Line(double x1, double y1, double x2, double y2, string kind) =>
        Svg("line", Class(kind), Set("x1", x1), Set("y1", y1), Set("x2", x2), Set("y2", y2));

    public static XElement Text(double x, double y, string text, string anchor) =>
        Svg("text", Set("x", x), Set("y", y), Set("text-anchor", anchor), text);

    // From left to right, and on in the next row where the width ends.
    private static List<(ChartKey Key, double X, double Y)> Layout(IReadOnlyList<ChartKey> keys, double width)
    {
        var places = new List<(ChartKey, double, double)>();
        var (x, y) = (8.0, LegendRow / 2);
        foreach (var key in keys)
        {
            var taken = KeyWidth + 6 + TextWidth(key.Name) + 18;
            if (x > 8 && x + taken - 18 > width)
                (x, y) = (8, y + LegendRow);
            places.Add((key, x + KeyWidth / 2, y));
            x += taken;
        }
        return places;
    }
}
