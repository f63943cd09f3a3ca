using System.Globalization;
using System.Xml.Linq;
using Rrm.StudentTrainer.Reports.Charts;

namespace Rrm.StudentTrainer.Tests.Reports;

public sealed class BarChartTests
{
    [Fact]
    public void Lengths_are_proportional_and_intervals_lie_around_the_end()
    {
        var svg = new BarChart("Title", ["clean", "attacked"], [new BarGroup("network", 0, [new(0.8), new(0.4, (0.3, 0.5))])]).ToSvg();
        var bars = svg.Descendants().Where(element => element.Parent!.Attribute("class")?.Value == "s0" && element.Name.LocalName == "rect").ToList();
        var error = svg.Descendants().First(element => element.Attribute("class")?.Value == "error");

        Assert.Equal(2, Number(bars[0], "width") / Number(bars[1], "width"), 0.01);
        Assert.Equal(Number(bars[1], "x") + Number(bars[1], "width"), (Number(error, "x1") + Number(error, "x2")) / 2, 0.2);
    }

    [Fact]
    public void Description_says_the_numbers()
    {
        var svg = new BarChart("Accuracy", ["clean"], [new BarGroup("a", 0, [new(0.8)]), new BarGroup("b", 1, [new(double.NaN)])]).ToSvg();
        Assert.Equal("Accuracy", Text(svg, "title"));
        Assert.Equal("a: clean 80.0 %; b: clean –", Text(svg, "desc"));
    }

    [Fact]
    public void Parts_of_a_sum_follow_one_another_and_the_label_says_the_sum()
    {
        var svg = new BarChart("Times", ["teacher", "training"], [new BarGroup("RRM", 0, [new(20), new(10)]), new BarGroup("SAT", 0, [new(double.NaN), new(90)])]) { Kind = AxisKind.Amount, Unit = "min", Stacked = true }.ToSvg();
        var bars = svg.Elements().Where(element => element.Attribute("class")?.Value == "s0").Select(group => group.Elements().Where(element => element.Name.LocalName == "rect").ToList()).First(group => group.Count == 2);

        Assert.Equal(Number(bars[0], "x") + Number(bars[0], "width"), Number(bars[1], "x"), 0.2);
        Assert.Contains(svg.Descendants(), element => element.Value == "30.0\u00A0min");
        Assert.Contains(svg.Descendants(), element => element.Value == "90.0\u00A0min");
    }

    [Theory]
    [InlineData(0.41)]
    [InlineData(0.45)]
    [InlineData(0.9)]
    public void A_label_never_meets_the_hollow_mark(double reported)
    {
        var svg = new BarChart("Title", ["robust"], [new BarGroup("a", 0, [new(0.4, Reported: reported)]), new BarGroup("b", 0, [new(1)])]) { ReportedName = "paper" }.ToSvg();
        var mark = svg.Descendants().First(element => element.Attribute("class")?.Value == "reported").Elements().Single().Attribute("points")!.Value.Split(' ', ',').Where((_, index) => index % 2 == 0).Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToList();
        var label = Number(svg.Descendants().Single(element => element.Value == "40.0\u00A0%" && element.Attribute("text-anchor")!.Value == "start"), "x");
        Assert.True(mark.Max() < label || mark.Min() > label + 40, $"mark {mark.Min()} to {mark.Max()}, label from {label}");
    }

    private static string Text(XElement svg, string name) => svg.Elements().Single(element => element.Name.LocalName == name).Value.Replace('\u00A0', ' ');

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
