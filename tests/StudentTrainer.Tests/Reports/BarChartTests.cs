using System.Globalization;
using System.Xml.Linq;
using Rrm.StudentTrainer.Reports.Charts;

namespace Rrm.StudentTrainer.Tests.Reports;

public sealed class BarChartTests
{
    [Fact]
    public void Heights_are_proportional_and_intervals_lie_around_the_top()
    {
        var svg = new BarChart("Title", ["clean", "attacked"], [new BarGroup("network", 0, [new(0.8), new(0.4, (0.3, 0.5))])]).ToSvg();
        var bars = svg.Descendants().Where(element => element.Parent!.Attribute("class")?.Value == "s0" && element.Name.LocalName == "rect").ToList();
        var error = svg.Descendants().First(element => element.Attribute("class")?.Value == "error");

        Assert.Equal(2, Number(bars[0], "height") / Number(bars[1], "height"), 0.01);
        Assert.Equal(Number(bars[1], "y"), (Number(error, "y1") + Number(error, "y2")) / 2, 0.2);
    }

    [Fact]
    public void Description_says_the_numbers()
    {
        var svg = new BarChart("Accuracy", ["clean"], [new BarGroup("a", 0, [new(0.8)]), new BarGroup("b", 1, [new(double.NaN)])]).ToSvg();
        Assert.Equal("Accuracy. a: clean 80.0 %; b: clean –", svg.Attribute("aria-label")!.Value.Replace('\u00A0', ' '));
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
