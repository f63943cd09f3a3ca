using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>Lines over a common x axis as SVG for a report page, and their numbers as a table.</summary>
public sealed record LineChart(string Title, string XLabel, string YLabel, IReadOnlyList<ChartSeries> Series)
{
    private const int MaxMarkers = 30;

    public AxisKind XKind { get; init; } = AxisKind.Whole;
    public AxisKind YKind { get; init; } = AxisKind.Number;
    public double Width { get; init; } = 640;
    public double Height { get; init; } = 300;

    /// <summary>The chart; a legend where there is more than one series.</summary>
    public XElement ToSvg()
    {
        var frame = new ChartFrame(Title, Width, Height, Axis.Cover(YKind, Points.Select(point => point.Y)));
        var x = Axis.Cover(XKind, Points.Select(point => point.X));
        return frame.ToSvg($"{YLabel} over {XLabel} of {string.Join(", ", Series.Select(series => series.Name))}",
            frame.Grid(YLabel),
            x.Ticks.Select(tick => ChartFrame.Text(PlaceX(tick), frame.Bottom + 18, x.Label(tick), "middle")),
            frame.XLabel(XLabel),
            Series.Select(Draw),
            Series.Count > 1 ? frame.Legend(Series.Select(series => (series.Name, (Func<double, double, XElement>)((left, y) => Key(series, left, y))))) : null);

        double PlaceX(double value) => x.Place(value, frame.Left + 8, frame.Right - 8);

        XElement Draw(ChartSeries series)
        {
            var every = (series.Points.Count + MaxMarkers - 1) / MaxMarkers;
            var places = series.Points.Select(point => (X: PlaceX(point.X), Y: frame.PlaceY(point.Y))).ToList();
            return Svg("g", SeriesStyle.Colour(series.Style),
                Svg("path", Class("line"), SeriesStyle.Dash(series.Style), Set("d", PathOf(places))),
                places.Where((place, index) => index % every == 0 && double.IsFinite(place.Y)).Select(place => SeriesStyle.Marker(series.Style, place.X, place.Y)));
        }
    }

    /// <summary>A row for each x, a column for each series.</summary>
    public XElement ToTable()
    {
        var y = Axis.Cover(YKind, Points.Select(point => point.Y));
        var columns = Series.Select(series => series.Points.ToLookup(point => point.X, point => point.Y)).ToList();
        return Html("table", Html("caption", Title),
            Html("thead", Html("tr", Html("th", Set("scope", "col"), XLabel), Series.Select(series => Html("th", Set("scope", "col"), series.Name)))),
            Html("tbody", Points.Select(point => point.X).Distinct().Order().Select(x =>
                Html("tr", Html("th", Set("scope", "row"), Words.Fixed(x, XKind == AxisKind.Whole ? 0 : 3)), columns.Select(column => Html("td", Cell(column[x])))))));

        string Cell(IEnumerable<double> values) => string.Join(", ", values.Select(value => y.Kind == AxisKind.Percent ? Words.Percent(value) : double.IsFinite(value) ? Words.Fixed(value, 3) : "–"));
    }

    private IEnumerable<ChartPoint> Points => Series.SelectMany(series => series.Points);

    private static XElement Key(ChartSeries series, double x, double y) => Svg("g", SeriesStyle.Colour(series.Style),
        Svg("path", Class("line"), SeriesStyle.Dash(series.Style), Set("d", PathOf([(x - 15, y), (x + 15, y)]))), SeriesStyle.Marker(series.Style, x, y));

    /// <summary>A new stroke begins after each gap.</summary>
    private static string PathOf(IEnumerable<(double X, double Y)> places)
    {
        var path = new System.Text.StringBuilder();
        var command = 'M';
        foreach (var (x, y) in places)
        {
            if (double.IsFinite(y))
                path.Append(FormattableString.Invariant($"{command}{x:0.#} {y:0.#}"));
            command = double.IsFinite(y) ? 'L' : 'M';
        }
        return path.ToString();
    }
}
