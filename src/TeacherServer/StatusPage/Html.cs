using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>
/// HTML made by string interpolation: what stands in the code is markup, what is filled in is text and becomes escaped, unless it is HTML itself. So no
/// value reaches a page as markup, whoever wrote it.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Html(int literals, int holes)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new(literals + holes * 16);

    public void AppendLiteral(string markup) => text.Append(markup);

    public void AppendFormatted(Html html) => text.Append(html.text);

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts)
            text.Append(part.text);
    }

    public void AppendFormatted(string? value) => text.Append(Encoder.Encode(value ?? ""));

    public void AppendFormatted(long value, string format = "#,0") => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    public void AppendFormatted(DateTimeOffset value, string format) => AppendFormatted(value.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}
