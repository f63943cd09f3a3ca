using System.Globalization;
using System.Text.RegularExpressions;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.StatusPage;

namespace Rrm.TeacherServer.Tests.StatusPage;

public sealed partial class StatusDocumentTests
{
    private static readonly string Page = StatusDocument.Render(SampleStatus.Of(ServerState.Ready));

    [Fact]
    public void Every_value_is_there_without_a_script()
    {
        foreach (var text in (string[])
        [
            "Ready", "2026-05-04 03:02:01 UTC", "robust-resnet50", new string('a', 64), "3x224x224", "Fallback:", "cuda:0, cuda:1", "1,235", "1.20 ms", "34.0 ms", "1.25 s", "90.0 %",
            "trainer-1", "120,000", "unknown_teacher", "1 d 2 h 3 min", "1,234 MB", "gpu-7, 16 processors",
        ])
            Assert.Contains(text, Page);
        Assert.DoesNotContain("<!--[", Page);
    }

    [Fact]
    public void Nothing_that_a_client_wrote_is_markup()
    {
        Assert.DoesNotContain("<img", Page);
        Assert.Single(Regex.Matches(Page, "<script"));
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", Page);
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere()
    {
        Assert.DoesNotContain("//", Regex.Replace(Page, "(?m)^// .*$", ""));
        Assert.DoesNotContain("url(", Page);
        Assert.DoesNotContain("unsafe", StatusDocument.ContentSecurityPolicy);
        Assert.StartsWith("default-src 'none'", StatusDocument.ContentSecurityPolicy);
    }

    [Fact]
    public void Tables_have_captions_and_headers_that_say_what_they_head()
    {
        var tables = Regex.Matches(Page, "<table>.*?</table>", RegexOptions.Singleline).Select(match => match.Value).ToList();
        Assert.Equal(5, tables.Count);
        Assert.All(tables, table => Assert.Contains("<caption>", table));
        Assert.All(Regex.Matches(Page, "<th[^ea>]*>|<th [^>]*>").Select(match => match.Value), header => Assert.Matches("scope=\"(row|col|colgroup)\"", header));
        foreach (var columns in tables.Select(table => Regex.Matches(table[table.IndexOf("<tbody", StringComparison.Ordinal)..], "<tr>.*?</tr>", RegexOptions.Singleline)))
            Assert.Single(columns.Select(row => Regex.Matches(row.Value, "<t[hd][ >]").Count).Distinct());
        foreach (var landmark in new[] { "<header>", "<nav aria-label=", "<main>", "lang=\"en\"", "role=\"status\"" })
            Assert.Single(Regex.Matches(Page, landmark));
    }

    [Fact]
    public void An_empty_server_says_so_in_words()
    {
        var empty = StatusDocument.Render(SampleStatus.Of(ServerState.Loading) with { Teachers = [], Load = [], Clients = [], Refusals = [] });
        foreach (var text in new[] { "Loading", "No teacher is loaded yet.", "No client came by yet.", "Nothing was refused." })
            Assert.Contains(text, empty);
    }

    /// <summary>By the formula of WCAG 2.2: text at least 4.5, lines at least 3.</summary>
    [Theory]
    [InlineData(0)] // light
    [InlineData(1)] // dark
    public void Text_and_lines_stand_out_from_their_ground(int scheme)
    {
        var colours = Colour().Matches(Page.Split("@media (prefers-color-scheme: dark)")[scheme]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        foreach (var text in (string[])["ink", "soft", "link", "alarm"])
            foreach (var ground in (string[])["ground", "panel"])
                Assert.True(Contrast(colours[text], colours[ground]) >= 4.5, $"{text} on {ground}: {Contrast(colours[text], colours[ground]):0.00}");
        Assert.True(Contrast(colours["line"], colours["ground"]) >= 3);
    }

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

    [GeneratedRegex("--([a-z]+): (#[0-9a-f]{6})")]
    private static partial Regex Colour();
}
