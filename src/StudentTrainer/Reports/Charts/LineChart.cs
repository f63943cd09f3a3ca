using System.Text;
using System.Xml.Linq;
using Rrm.StudentTrainer.Reports.Documents;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>Lines over a common x axis as SVG for a report, and their numbers as a table.</summary>
public sealed record LineChart(string Title, string XLabel, string YLabel, IReadOnlyList<ChartSeries> Series)
{
    private const int MaxMarkers = 30;

    public AxisKind XKind { get; init; } = AxisKind.Whole;
    public AxisKind YKind { get; init; } = AxisKind.Number;
    public double Width { get; init; } = 640;

    /// <summary>Of the field inside the axes.</summary>
    public double PlotHeight { get; init; } = 220;

    /// <summary>The chart; a legend where there is more than one series.</summary>
    public XElement ToSvg()
    {
        var y = Axis.Cover(YKind, Points.SelectMany(point => (double[])[point.Y, point.Interval?.Low ?? point.Y, point.Interval?.High ?? point.Y]));
        var x = Axis.Cover(XKind, Points.Select(point => point.X));
        var left = 16 + y.Ticks.Max(tick => ChartFrame.TextWidth(y.Label(tick)));
        var frame = new ChartFrame(Title, Width, PlotHeight, left, Series.Count > 1 ? [.. Series.Select(series => new ChartKey(series.Name, (keyX, keyY) => Key(series, keyX, keyY)))] : []);
        return frame.ToSvg($"{YLabel} over {XLabel} of {string.Join(", ", Series.Select(series => series.Name))}",
            frame.Rows(y, YLabel), frame.XLabels(x, XLabel), Series.Select(Draw));

        XElement Draw(ChartSeries series)
        {
            var every = (series.Points.Count + MaxMarkers - 1) / MaxMarkers;
            var places = series.Points.Select(point => (X: frame.PlaceX(x, point.X), Y: frame.PlaceY(y, point.Y), point.Interval)).ToList();
            return Svg("g", SeriesStyle.Colour(series.Style), LineOf(series, PathOf(places.Select(place => (place.X, place.Y)))),
                places.Where(place => place.Interval is not null && IsPlace(place.X, place.Y))
                    .Select(place => ChartFrame.Line(place.X, frame.PlaceY(y, place.Interval!.Value.Low), place.X, frame.PlaceY(y, place.Interval.Value.High), "spread")),
                places.Where((place, index) => index % every == 0 && IsPlace(place.X, place.Y)).Select(place => MarkerOf(series, place.X, place.Y)));
        }
    }

    /// <summary>A row for each x, a column for each series.</summary>
    internal Table ToTable()
    {
        var columns = Series.Select(series => series.Points.ToLookup(point => point.X, point => point.Y)).ToList();
        return new(Title, [new(XLabel), .. Series.Select(series => new Column(series.Name, IsNumber: true))],
            [.. Points.Select(point => point.X).Distinct().Order().Select(x => (IReadOnlyList<Cell>)[new(XKind == AxisKind.Whole ? Words.Fixed(x, 0) : Words.Significant(x)), .. columns.Select(column => new Cell(Say(column[x])))])]);

        string Say(IEnumerable<double> values) => string.Join(", ", values.Select(value => YKind == AxisKind.Percent ? Words.Percent(value) : double.IsFinite(value) ? Words.Fixed(value, 3) : "–"));
    }

    private IEnumerable<ChartPoint> Points => Series.SelectMany(series => series.Points);

    private static XElement Key(ChartSeries series, double x, double y) => Svg("g", SeriesStyle.Colour(series.Style),
        LineOf(series, PathOf([(x - 17, y), (x + 17, y)])), MarkerOf(series, x, y));

    private static XElement? LineOf(ChartSeries series, string path) => series.Form == SeriesForm.Marks ? null : Svg("path", Class("line"),
        SeriesStyle.Dash(series.Form switch { SeriesForm.Solid => 0, SeriesForm.Dashed => 1, _ => series.Style }), Set("d", path));

    private static XElement MarkerOf(ChartSeries series, double x, double y) =>
        series.Form == SeriesForm.Marks ? Svg("g", Class("hollow"), SeriesStyle.Marker(series.Style, x, y)) : SeriesStyle.Marker(series.Style, x, y);

    /// <summary>A new stroke begins after each gap.</summary>
    private static string PathOf(IEnumerable<(double X, double Y)> places)
    {
        var path = new StringBuilder();
        var command = 'M';
        foreach (var (x, y) in places)
        {
            if (IsPlace(x, y))
                path.Append(FormattableString.Invariant($"{command}{x:0.#} {y:0.#}"));
            command = IsPlace(x, y) ? 'L' : 'M';
        }
        return path.ToString();
    }

    private static bool IsPlace(double x, double y) => double.IsFinite(x) && double.IsFinite(y);
}
