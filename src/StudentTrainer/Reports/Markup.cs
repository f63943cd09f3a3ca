using System.Text;
using System.Xml.Linq;

namespace Rrm.StudentTrainer.Reports;

/// <summary>HTML that is XML too: escaping and closing are the XML library's. A page stands alone: no script, nothing loaded from elsewhere.</summary>
internal static class Markup
{
    private static readonly XNamespace HtmlNamespace = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace SvgNamespace = "http://www.w3.org/2000/svg";
    private static readonly HashSet<string> VoidElements = ["meta", "img", "br", "hr", "col"];

    public static XElement Html(string name, params object?[] content) => new(HtmlNamespace + name, content.Select(Clean));

    public static XElement Svg(string name, params object?[] content) => new(SvgNamespace + name, content.Select(Clean));

    /// <summary>An attribute; numbers are coordinates and keep one decimal.</summary>
    public static XAttribute Set(string name, object value) => new(name, value is double number ? Math.Round(number, 1) + 0.0 : Clean(value)!);

    public static XAttribute Class(string name) => Set("class", name);

    /// <summary>A whole page. The style must not hold &lt;, &gt; or &amp;: XML would escape them, and HTML would not read them back.</summary>
    public static string Page(string title, string style, params object?[] body)
    {
        if (style.AsSpan().IndexOfAny('<', '>', '&') >= 0)
            throw new ArgumentException("A style sheet with '<', '>' or '&' does not survive in a page that is both HTML and XML.", nameof(style));
        var page = Html("html", Set("lang", "en"),
            Html("head",
                Html("meta", Set("charset", "utf-8")),
                Html("meta", Set("name", "viewport"), Set("content", "width=device-width, initial-scale=1")),
                Html("meta", Set("http-equiv", "Content-Security-Policy"), Set("content", "default-src 'none'; img-src data:; style-src 'unsafe-inline'")),
                Html("title", title),
                Html("style", style)),
            Html("body", body));
        foreach (var element in page.Descendants().Where(element => element.IsEmpty && element.Name.Namespace == HtmlNamespace && !VoidElements.Contains(element.Name.LocalName)))
            element.Value = ""; // HTML reads <td /> as an opening tag; an empty text makes it <td></td>.
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    /// <summary>Text without what XML cannot hold (control characters, halves of surrogate pairs).</summary>
    private static object? Clean(object? content)
    {
        if (content is not string text || text.All(c => !char.IsControl(c) && !char.IsSurrogate(c)))
            return content;
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }
}
