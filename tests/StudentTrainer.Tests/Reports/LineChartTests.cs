using System.Xml.Linq;
using Rrm.StudentTrainer.Reports.Charts;

namespace Rrm.StudentTrainer.Tests.Reports;

public sealed class LineChartTests
{
    [Fact]
    public void A_value_that_is_not_finite_leaves_a_gap()
    {
        var svg = Chart([new(1, 1), new(2, double.NaN), new(3, 2), new(4, 3)]).ToSvg();

        Assert.Matches(@"^M\S+ \S+M\S+ \S+L\S+ \S+$", svg.Descendants().Single(element => element.Name.LocalName == "path").Attribute("d")!.Value);
        Assert.Equal(3, svg.Descendants().Count(element => element.Name.LocalName == "circle"));
    }

    [Fact]
    public void Series_differ_in_colour_dashes_and_marker()
    {
        var chart = Chart([new(1, 1)]) with { Series = [.. Enumerable.Range(0, 4).Select(style => new ChartSeries($"series {style}", [new(1, style), new(2, style)], style))] };
        var series = chart.ToSvg().Elements().Where(element => element.Name.LocalName == "g").Take(4).ToList();

        Assert.Equal(4, series.Select(group => group.Attribute("class")!.Value).Distinct().Count());
        Assert.Equal(4, series.Select(group => group.Elements().First().Attribute("stroke-dasharray")!.Value).Distinct().Count());
        Assert.Equal(["circle", "rect", "polygon", "polygon"], series.Select(group => group.Elements().Last().Name.LocalName));
    }

    [Fact]
    public void Table_has_a_row_for_each_x_and_a_column_for_each_series()
    {
        var table = (Chart([]) with { Series = [new("a", [new(1, 0.5), new(2, 0.25)], 0), new("b", [new(2, 1)], 1)], YKind = AxisKind.Percent }).ToTable();

        var rows = table.Descendants().Where(element => element.Name.LocalName == "tr").Select(row => string.Join("|", row.Elements().Select(cell => cell.Value.Replace('\u00A0', ' '))));
        Assert.Equal(["epoch|a|b", "1|50.0 %|", "2|25.0 %|100.0 %"], rows);
    }

    [Theory]
    [InlineData(-1, -0.5)]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    public void Axis_lies_within_the_picture(double low, double high)
    {
        var chart = Chart([new(1, low), new(2, high)]);
        var axis = chart.ToSvg().Elements().Single(element => element.Attribute("class")?.Value == "axis");
        Assert.InRange((double)axis.Attribute("y1")!, 0, chart.Height);
    }

    private static LineChart Chart(IReadOnlyList<ChartPoint> points) => new("Title", "epoch", "loss", [new ChartSeries("only", points, 0)]);
}
