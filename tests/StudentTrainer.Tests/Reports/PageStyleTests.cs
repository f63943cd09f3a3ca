using System.Globalization;
using System.Text.RegularExpressions;
using Rrm.StudentTrainer.Reports;

namespace Rrm.StudentTrainer.Tests.Reports;

/// <summary>Contrast by the formula of WCAG 2.2: text at least 4.5, marks at least 3.</summary>
public sealed partial class PageStyleTests
{
    [Theory]
    [InlineData(0)] // light
    [InlineData(1)] // dark
    public void Text_and_marks_stand_out_from_their_ground(int scheme)
    {
        var colours = Schemes()[scheme];
        foreach (var text in (string[])["ink", "soft", "link", "alarm"])
            foreach (var ground in (string[])["ground", "panel"])
                Assert.True(Contrast(colours[text], colours[ground]) >= 4.5, $"{text} on {ground}: {Contrast(colours[text], colours[ground]):0.00}");
        foreach (var mark in Enumerable.Range(0, 6).Select(style => $"s{style}"))
            Assert.True(Contrast(colours[mark], colours["ground"]) >= 3, $"{mark}: {Contrast(colours[mark], colours["ground"]):0.00}");
    }

    [Fact]
    public void A_chart_that_stands_alone_has_the_light_colours_and_loads_nothing()
    {
        var light = Schemes()[0];
        Assert.All(light, colour => Assert.Contains($"--{colour.Key}: {colour.Value}", PageStyle.Charts));
        Assert.DoesNotContain("url(", PageStyle.Charts);
    }

    private static List<Dictionary<string, string>> Schemes() =>
        [.. PageStyle.Sheet.Split("@media screen")[..2].Select(part => Colour().Matches(part).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value))];

    private static double Contrast(string one, string other)
    {
        var (first, second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int place)
        {
            var value = int.Parse(colour.AsSpan(1 + 2 * place, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(0) + 0.7152 * Channel(1) + 0.0722 * Channel(2);
    }

    [GeneratedRegex("--([a-z0-9]+): (#[0-9a-f]{6})")]
    private static partial Regex Colour();
}
