using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>
/// Percentages in groups, with error bars, as SVG for a report page. Colour tells the group, which is also written below it;
/// outline and filling tell the measure: the last one is full, those before it are paler.
/// </summary>
public sealed record BarChart(string Title, IReadOnlyList<string> Measures, IReadOnlyList<BarGroup> Groups)
{
    private const double Gap = 0.3; // Share of a group's width that stays free.

    public double Width { get; init; } = 640;
    public double Height { get; init; } = 300;

    /// <summary>The chart.</summary>
    public XElement ToSvg()
    {
        var tops = Groups.SelectMany(group => group.Bars).Select(bar => bar.Interval?.High ?? bar.Value);
        var frame = new ChartFrame(Title, Width, Height, Axis.Cover(AxisKind.Percent, tops));
        var groupWidth = (frame.Right - frame.Left) / Groups.Count;
        var barWidth = groupWidth * (1 - Gap) / Measures.Count;
        return frame.ToSvg(Description(), frame.Grid(""), Groups.Select(Draw), frame.Legend(Measures.Select((name, measure) => (name, Key(measure)))));

        XElement Draw(BarGroup group, int index)
        {
            var left = frame.Left + groupWidth * (index + Gap / 2);
            return Svg("g", SeriesStyle.Colour(group.Style),
                group.Bars.Select((bar, measure) => DrawBar(bar, measure, left + barWidth * measure)),
                ChartFrame.Text(frame.Left + groupWidth * (index + 0.5), frame.Bottom + 20, group.Name, "middle"));
        }

        IEnumerable<XElement> DrawBar(Bar bar, int measure, double left)
        {
            if (!double.IsFinite(bar.Value))
                yield break;
            var (middle, top) = (left + barWidth / 2, frame.PlaceY(bar.Value));
            yield return Box(measure, left + 2, top, barWidth - 4, frame.Bottom - top);
            if (bar.Interval is { } interval)
            {
                var (low, high) = (frame.PlaceY(interval.Low), frame.PlaceY(interval.High));
                yield return ChartFrame.Line(middle, low, middle, high, "error");
                yield return ChartFrame.Line(middle - 6, low, middle + 6, low, "error");
                yield return ChartFrame.Line(middle - 6, high, middle + 6, high, "error");
                top = high;
            }
            yield return ChartFrame.Text(middle, top - 6, Words.Percent(bar.Value), "middle");
        }
    }

    private Func<double, double, XElement> Key(int measure) => (x, y) => Box(measure, x - 6, y - 6, 22, 12);

    private XElement Box(int measure, double left, double top, double width, double height) =>
        Svg("rect", Class(measure == Measures.Count - 1 ? "bar" : "bar pale"), Set("x", left), Set("y", top), Set("width", width), Set("height", height));

    private string Description() => string.Join("; ", Groups.Select(group =>
        $"{group.Name}: {string.Join(", ", group.Bars.Zip(Measures, (bar, measure) => $"{measure} {Words.Percent(bar.Value)}"))}"));
}
