using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>
/// Lying bars in groups, with error bars, as SVG. Names stand at the left, so that long ones need no tricks; colour tells the group;
/// outline and filling tell the measure: the last one is full, those before it are paler.
/// </summary>
public sealed record BarChart(string Title, IReadOnlyList<string> Measures, IReadOnlyList<BarGroup> Groups)
{
    private const double BarHeight = 17;
    private const double GroupGap = 14;
    private const double LineHeight = 15;
    private const int NameLength = 24;
    private const double LabelRoom = 76;
    private const double LabelGap = 9;

    /// <summary>Percent, or Amount with a unit.</summary>
    public AxisKind Kind { get; init; } = AxisKind.Percent;

    /// <summary>Of amounts, as "min".</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether a group's bars follow one another on one line, as parts of a sum.</summary>
    public bool Stacked { get; init; }

    /// <summary>Whose hollow marks there are, as "paper".</summary>
    public string? ReportedName { get; init; }

    public IReadOnlyList<BarReference> References { get; init; } = [];
    public double Width { get; init; } = 640;

    /// <summary>The chart.</summary>
    public XElement ToSvg()
    {
        var names = Groups.Select(group => Words.Wrap(group.Name, NameLength)).ToList();
        var heights = Groups.Zip(names, (group, lines) => Math.Max(BarHeight * (Stacked ? 1 : group.Bars.Count), LineHeight * lines.Count) + GroupGap).ToList();
        var left = 24 + names.SelectMany(lines => lines).Select(ChartFrame.TextWidth).DefaultIfEmpty(0).Max();
        var frame = new ChartFrame(Title, Width, heights.Sum(), left, [.. Keys()]) { Right = Width - LabelRoom };
        var axis = Axis.Cover(Kind, Groups.SelectMany(Ends).Concat(References.Select(reference => reference.Value)));
        return frame.ToSvg(Description(), frame.Columns(axis), frame.XLabels(axis, Kind == AxisKind.Percent ? "accuracy" : Unit),
            Groups.Select((group, index) => Draw(frame, axis, group, names[index], frame.Top + heights.Take(index).Sum(), heights[index])),
            References.Select((reference, index) => Reference(index, frame.PlaceX(axis, reference.Value), frame.Top, frame.Bottom)));
    }

    private XElement Draw(ChartFrame frame, Axis axis, BarGroup group, IReadOnlyList<string> name, double top, double height)
    {
        var middle = top + height / 2;
        var firstLine = middle - LineHeight * (name.Count - 1) / 2 + 4;
        var content = name.Select((line, index) => ChartFrame.Text(frame.Left - 10, firstLine + LineHeight * index, line, "end")).ToList();
        var firstBar = middle - BarHeight * (Stacked ? 1 : group.Bars.Count) / 2;
        if (Stacked)
            content.AddRange(DrawSum(frame, axis, group, firstBar));
        else
            content.AddRange(group.Bars.SelectMany((bar, measure) => DrawBar(frame, axis, bar, measure, firstBar + BarHeight * measure)));
        return Svg("g", SeriesStyle.Colour(group.Style), content);
    }

    private IEnumerable<XElement> DrawBar(ChartFrame frame, Axis axis, Bar bar, int measure, double top)
    {
        var middle = top + BarHeight / 2;
        if (double.IsFinite(bar.Value))
            yield return Box(measure, frame.PlaceX(axis, 0), top + 1.5, frame.PlaceX(axis, bar.Value) - frame.PlaceX(axis, 0), BarHeight - 3);
        if (bar.Interval is { } interval && double.IsFinite(interval.High - interval.Low))
        {
            var (low, high) = (frame.PlaceX(axis, interval.Low), frame.PlaceX(axis, interval.High));
            yield return ChartFrame.Line(low, middle, high, middle, "error");
            yield return ChartFrame.Line(low, middle - 4, low, middle + 4, "error");
            yield return ChartFrame.Line(high, middle - 4, high, middle + 4, "error");
        }
        if (bar.Reported is { } reported && double.IsFinite(reported))
            yield return Hollow(frame.PlaceX(axis, reported), middle);
        yield return Label(frame, axis, Say(bar.Value), bar.Interval?.High ?? bar.Value, bar.Reported, middle);
    }

    private IEnumerable<XElement> DrawSum(ChartFrame frame, Axis axis, BarGroup group, double top)
    {
        var sum = 0.0;
        foreach (var (measure, bar) in group.Bars.Index().Where(entry => double.IsFinite(entry.Item.Value) && entry.Item.Value > 0))
        {
            yield return Box(measure, frame.PlaceX(axis, sum), top + 1.5, frame.PlaceX(axis, sum + bar.Value) - frame.PlaceX(axis, sum), BarHeight - 3);
            sum += bar.Value;
        }
        if (group.Bars[^1].Reported is { } reported && double.IsFinite(reported))
            yield return Hollow(frame.PlaceX(axis, reported), top + BarHeight / 2);
        yield return Label(frame, axis, Say(Sum(group)), Sum(group), group.Bars[^1].Reported, top + BarHeight / 2);
    }

    // Right of the bar; right of the hollow mark where the two would meet.
    private static XElement Label(ChartFrame frame, Axis axis, string text, double end, double? reported, double y)
    {
        var x = frame.PlaceX(axis, double.IsFinite(end) ? end : 0) + LabelGap;
        if (reported is { } value && frame.PlaceX(axis, value) is var mark && mark > x - 2 * LabelGap && mark < x + ChartFrame.TextWidth(text) + LabelGap)
            x = mark + LabelGap;
        return ChartFrame.Text(x, y + 4, text, "start");
    }

    private IEnumerable<double> Ends(BarGroup group) => Stacked ? [Sum(group), group.Bars[^1].Reported ?? double.NaN] : group.Bars.SelectMany(BarEnds);

    private static double Sum(BarGroup group) => group.Bars.Select(bar => bar.Value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Sum();

    private static IEnumerable<double> BarEnds(Bar bar) => [bar.Value, bar.Interval?.High ?? bar.Value, bar.Reported ?? double.NaN];

    private IEnumerable<ChartKey> Keys() =>
    [
        .. Measures.Select((name, measure) => new ChartKey(name, (x, y) => Svg("g", KeyColour, Box(measure, x - 12, y - 6, 24, 12)))),
        .. ReportedName is null ? Array.Empty<ChartKey>() : [new ChartKey(ReportedName, Hollow)],
        .. References.Select((reference, index) => new ChartKey(reference.Name, (x, y) => Reference(index, x, y - 8, y + 8))),
    ];

    /// <summary>That of the groups, where they share one.</summary>
    private XAttribute? KeyColour => Groups.Select(group => group.Style).Distinct().ToList() is [var style] ? SeriesStyle.Colour(style) : null;

    private XElement Box(int measure, double left, double top, double width, double height) =>
        Svg("rect", Class(measure == Measures.Count - 1 ? "bar" : "bar pale"), Set("x", left), Set("y", top), Set("width", Math.Max(0, width)), Set("height", height));

    private static XElement Hollow(double x, double y) => Svg("g", Class("reported"), SeriesStyle.Marker(3, x, y));

    private static XElement Reference(int index, double x, double top, double bottom) =>
        Svg("path", Class("reference"), SeriesStyle.Dash(index + 1), Set("d", FormattableString.Invariant($"M{x:0.#} {top:0.#}V{bottom:0.#}")));

    private string Say(double value) => Kind == AxisKind.Percent || !double.IsFinite(value) ? Words.Percent(value) : $"{Words.Significant(value)}\u00A0{Unit}";

    private string Description() => string.Join("; ", Groups.Select(group =>
        $"{group.Name}: {string.Join(", ", group.Bars.Zip(Measures, (bar, measure) => $"{measure} {Say(bar.Value)}{(bar.Reported is { } reported ? $" ({ReportedName} {Say(reported)})" : "")}"))}")
        .Concat(References.Select(reference => $"{reference.Name}: {Say(reference.Value)}")));
}
