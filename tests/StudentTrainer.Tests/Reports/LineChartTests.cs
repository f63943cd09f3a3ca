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
        var series = chart.ToSvg().Elements().Where(element => element.Name.LocalName == "g" && element.Attribute("class") is not null).ToList();

        Assert.Equal(4, series.Select(group => group.Attribute("class")!.Value).Distinct().Count());
        Assert.Equal(4, series.Select(group => group.Elements().First().Attribute("stroke-dasharray")!.Value).Distinct().Count());
        Assert.Equal(["circle", "rect", "polygon", "polygon"], series.Select(group => group.Elements().Last().Name.LocalName));
    }

    [Fact]
    public void Table_has_a_row_for_each_x_and_a_column_for_each_series()
    {
        var table = (Chart([]) with { Series = [new("a", [new(1, 0.5), new(2, 0.25)], 0), new("b", [new(2, 1)], 1)], YKind = AxisKind.Percent }).ToTable();

        Assert.Equal(["epoch", "a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal(["1|50.0 %|", "2|25.0 %|100.0 %"], table.Rows.Select(row => string.Join("|", row.Select(cell => cell.Text.Replace('\u00A0', ' ')))));
    }

    [Fact]
    public void What_was_reported_elsewhere_is_hollow_and_without_a_line()
    {
        var marks = Chart([]) with { Series = [new("paper", [new(1, 1), new(2, 2)], 0, SeriesForm.Marks)] };
        var group = marks.ToSvg().Elements().Single(element => element.Attribute("class")?.Value == "s0");

        Assert.DoesNotContain(group.Descendants(), element => element.Name.LocalName == "path");
        Assert.Equal(2, group.Elements().Count(element => element.Attribute("class")?.Value == "hollow"));
    }

    [Fact]
    public void Many_names_in_the_legend_go_on_in_the_next_row()
    {
        var chart = Chart([]) with { Series = [.. Enumerable.Range(0, 6).Select(index => new ChartSeries($"a network with a long name {index}", [new(1, index), new(2, index)], index))] };
        var svg = chart.ToSvg();
        var names = svg.Descendants().Where(element => element.Value.StartsWith("a network", StringComparison.Ordinal) && element.Name.LocalName == "text").Select(text => (X: (double)text.Attribute("x")!, Y: (double)text.Attribute("y")!)).ToList();

        Assert.Equal(6, names.Distinct().Count());
        Assert.All(names, place => Assert.InRange(place.X + 28 * 6.6, 0, chart.Width));
        Assert.True(names.Max(place => place.Y) < svg.Elements().Where(element => element.Attribute("class")?.Value == "grid").Min(line => (double)line.Attribute("y1")!));
    }

    [Theory]
    [InlineData(-1, -0.5)]
    [InlineData(-1, 1)]
    [InlineData(1, 2)]
    public void Axis_lies_within_the_picture(double low, double high)
    {
        var chart = Chart([new(1, low), new(2, high)]);
        var axis = chart.ToSvg().Elements().Single(element => element.Attribute("class")?.Value == "axis");
        Assert.InRange((double)axis.Attribute("y1")!, 0, chart.PlotHeight + 100);
    }

    private static LineChart Chart(IReadOnlyList<ChartPoint> points) => new("Title", "epoch", "loss", [new ChartSeries("only", points, 0)]);
}
