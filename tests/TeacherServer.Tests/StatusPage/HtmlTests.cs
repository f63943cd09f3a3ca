using Rrm.TeacherServer.StatusPage;

namespace Rrm.TeacherServer.Tests.StatusPage;

public sealed class HtmlTests
{
    [Fact]
    public void What_is_filled_in_is_text_unless_it_is_HTML()
    {
        var hostile = "<script>alert('x')</script> & \"quotes\" <!--[title]-->";
        Html item = $"<li class=\"{hostile}\">{hostile}</li>";
        Html[] items = [item, item];
        Html list = $"<ul>{items}</ul>{1234567}";
        var text = list.ToString();
        Assert.Equal(2, text.Split("<li class=").Length - 1);
        Assert.DoesNotContain("<script", text);
        Assert.DoesNotContain("\"quotes", text);
        Assert.DoesNotContain("<!--", text);
        Assert.Contains("&lt;script&gt;alert(&#x27;x&#x27;)", text);
        Assert.EndsWith("</ul>1,234,567", text);
    }

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0 µs")]
    [InlineData(0.00085, "850 µs")]
    [InlineData(0.0123, "12.3 ms")]
    [InlineData(1.25, "1.25 s")]
    [InlineData(1250.0, "1,250 s")]
    public void Durations_have_three_digits_and_a_unit(double? seconds, string words) => Assert.Equal(words, Figures.Duration(seconds));

    [Theory]
    [InlineData(59.9, "0 min 59 s")]
    [InlineData(3_700, "1 h 1 min")]
    [InlineData(90_000, "1 d 1 h 0 min")]
    public void Uptime_is_told_in_its_two_or_three_largest_units(double seconds, string words) => Assert.Equal(words, Figures.Uptime(seconds));

    [Fact]
    public void A_sparkline_goes_from_the_oldest_at_the_left_to_the_largest_at_the_top()
    {
        Assert.Contains("points=\"0,19 40,10 80,1\"", Sparkline.Of([0, 1, 2]).ToString());
        Assert.Contains("points=\"0,19 80,19\"", Sparkline.Of([0, 0]).ToString());
    }
}
