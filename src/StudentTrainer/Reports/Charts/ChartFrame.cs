using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>What every chart has around its data: the y axis with grid lines, labels, the legend above.</summary>
internal sealed record ChartFrame(string Title, double Width, double Height, Axis Y)
{
    private const double LegendHeight = 24;
    private const double KeyWidth = 36;

    public double Left => 58;
    public double Right => Width - 16;
    public double Top => LegendHeight + 18;
    public double Bottom => Height - 48;

    public double PlaceY(double value) => Y.Place(value, Bottom, Top);

    /// <summary>The picture. Readers that do not see it get the description; every chart has its numbers as a table, too.</summary>
    public XElement ToSvg(string description, params object?[] content) => Svg("svg",
        Set("viewBox", FormattableString.Invariant($"0 0 {Width} {Height}")), Set("role", "img"), Set("aria-label", $"{Title}. {description}"), content);

    public IEnumerable<XElement> Grid(string yLabel)
    {
        foreach (var tick in Y.Ticks)
        {
            yield return Line(Left, PlaceY(tick), Right, PlaceY(tick), "grid");
            yield return Text(Left - 8, PlaceY(tick) + 4, Y.Label(tick), "end");
        }
        var ground = PlaceY(Y.Min <= 0 && Y.Max >= 0 ? 0 : Y.Min);
        yield return Line(Left, ground, Right, ground, "axis");
        yield return Text(Left - 50, Top - 14, yLabel, "start");
    }

    public XElement XLabel(string label) => Text((Left + Right) / 2, Height - 8, label, "middle");

    /// <summary>Keys from right to left, so that they never meet the y label; each is drawn around the coordinates it gets.</summary>
    public IEnumerable<XElement> Legend(IEnumerable<(string Name, Func<double, double, XElement> Key)> entries)
    {
        var right = Right;
        foreach (var (name, key) in entries.Reverse())
        {
            right -= KeyWidth + 16 + 6.6 * name.Length; // The width of a letter in this size, roughly.
            yield return key(right + KeyWidth / 2, LegendHeight / 2);
            yield return Text(right + KeyWidth + 4, LegendHeight / 2 + 4, name, "start");
        }
    }

    public static XElement Line(double x1, double y1, double x2, double y2, string kind) =>
        Svg("line", Class(kind), Set("x1", x1), Set("y1", y1), Set("x2", x2), Set("y2", y2));

    public static XElement Text(double x, double y, string text, string anchor) =>
        Svg("text", Set("x", x), Set("y", y), Set("text-anchor", anchor), text);
}
