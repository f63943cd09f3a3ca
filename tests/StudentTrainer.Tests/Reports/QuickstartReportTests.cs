using System.Xml.Linq;
using Rrm.StudentTrainer.Reports;

namespace Rrm.StudentTrainer.Tests.Reports;

public sealed class QuickstartReportTests
{
    private static readonly QuickstartReport Sample = SampleReport.Create();
    private static readonly XDocument Page = XDocument.Parse(Sample.ToHtml());

    [Fact]
    public void Page_loads_nothing_from_elsewhere_and_runs_nothing()
    {
        Assert.All(Attributes("src"), address => Assert.StartsWith("data:image/png;base64,", address));
        Assert.All(Attributes("href"), address => Assert.StartsWith("#", address));
        Assert.Empty(Elements("script").Concat(Elements("link")).Concat(Elements("iframe")));
        Assert.DoesNotContain("url(", Sample.ToHtml());
        Assert.DoesNotContain("@import", Sample.ToHtml());
    }

    [Fact]
    public void Readers_who_do_not_see_get_language_headers_and_descriptions()
    {
        Assert.Equal("en", Page.Root!.Attribute("lang")?.Value);
        Assert.All(Elements("img"), image => Assert.NotEmpty(image.Attribute("alt")!.Value));
        Assert.All(Elements("svg"), chart => Assert.All((string[])["title", "desc"], name => Assert.NotEmpty(chart.Elements().Single(element => element.Name.LocalName == name).Value)));
        Assert.All(Elements("th"), header => Assert.NotNull(header.Attribute("scope")));
        Assert.All(Elements("table"), table => Assert.Contains(table.Elements(), element => element.Name.LocalName == "caption"));
        Assert.All(Attributes("href"), link => Assert.Contains(link[1..], Attributes("id")));
    }

    [Fact]
    public void Numbers_of_every_network_are_there()
    {
        var text = Page.Root!.Value.Replace('\u00A0', ' ');
        foreach (var expected in (string[])["98,000", "78.1 %", "59.6 %", "(55.3–63.9 %)", "4.2 %", "3.2 s", "44 s", "9.6 s", "l∞ ≤ 8/255", "50 steps from 3 random starts"])
            Assert.Contains(expected, text);
    }

    [Fact]
    public void Gallery_shows_each_image_once_and_each_attack_with_its_change()
    {
        Assert.Equal(4 * (1 + 2 * 3), Elements("img").Count());
        Assert.Contains("change × 16", Page.Root!.Value);
        Assert.Contains(Elements("img"), image => image.Attribute("alt")!.Value == "disc, attacked; the natural student sees ring");
    }

    [Fact]
    public void Text_of_the_user_stays_text()
    {
        var page = (Sample with { Commands = ["rrm --data '<script>alert(1)</script>' && echo \"\u0007\uD800\""] }).ToHtml();

        Assert.DoesNotContain("<script", page);
        Assert.Contains("<script>alert(1)</script>' && echo \"\uFFFD\uFFFD\"", XDocument.Parse(page).Root!.Value);
    }

    [Fact]
    public void No_element_is_closed_in_a_way_that_HTML_does_not_read()
    {
        var closed = Elements("*").Where(element => element.IsEmpty && element.Name.NamespaceName.EndsWith("xhtml", StringComparison.Ordinal)).Select(element => element.Name.LocalName);
        Assert.All(closed, name => Assert.Contains(name, (string[])["meta", "img"]));
    }

    [Fact]
    public void The_same_data_gives_the_same_page() => Assert.Equal(Sample.ToHtml(), SampleReport.Create().ToHtml());

    [Fact]
    public void A_run_without_images_or_epochs_still_has_a_page()
    {
        var page = (Sample with { Gallery = [], Natural = Sample.Natural with { Curve = [], RobustAccuracy = double.NaN } }).ToHtml();
        Assert.Contains("No images were kept", XDocument.Parse(page).Root!.Value);
    }

    private static IEnumerable<XElement> Elements(string name) => Page.Descendants().Where(element => name == "*" || element.Name.LocalName == name);

    private static IEnumerable<string> Attributes(string name) => Page.Descendants().Attributes(name).Select(attribute => attribute.Value);
}
