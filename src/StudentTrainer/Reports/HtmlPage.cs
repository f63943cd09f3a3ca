using System.Xml.Linq;
using Rrm.StudentTrainer.Reports.Documents;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports;

/// <summary>A report as one self-contained HTML page, well-formed XML too.</summary>
internal static class HtmlPage
{
    public static string Render(ReportDocument report) => Page(report.Title, PageStyle.Sheet,
        Html("header", Html("h1", report.Title), report.Opening.Select(Write)),
        Html("nav", Set("aria-label", "Sections"), Html("ul", report.Sections.Select(section => Html("li", Html("a", Set("href", $"#{section.Id}"), section.Title))))),
        Html("main", report.Sections.Select(section => Html("section", Set("id", section.Id), Html("h2", section.Title), section.Blocks.Select(Write)))),
        Html("footer", Html("p", $"Written by rrm on {Words.Date(report.Written)}.")));

    private static object Write(Block block) => block switch
    {
        Prose prose => Html("p", prose.Tone == ProseTone.Plain ? null : Class(prose.Tone == ProseTone.Lead ? "lead" : "note"), prose.Text),
        Heading heading => Html("h3", heading.Text),
        Callout callout => Html("div", Class("verdict"), Html("p", Html("strong", callout.Headline)), callout.Remarks.Select(remark => Html("p", remark)),
            callout.Note is null ? null : Html("p", Class("note"), callout.Note)),
        Table { IsFolded: true } table => Html("details", Html("summary", table.Title), Scroll(table.Caption, WriteTable(table))),
        Table table => (object?[])[table.Title is null ? null : Html("h3", table.Title), Scroll(table.Caption, WriteTable(table))],
        Figure figure => WriteFigure(figure),
        Figures figures => Html("div", Class("row"), figures.Items.Select(WriteFigure)),
        Facts facts => Html("dl", facts.Items.Select(fact => Html("div", Html("dt", fact.Name), Html("dd", fact.Value)))),
        Listing { Folded: true } listing => Html("details", Html("summary", listing.Title), Lines(listing)),
        Listing listing => (object[])[Html("h3", listing.Title), Lines(listing)],
        Pictures pictures => Gallery.Render(pictures),
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "A page cannot show this block yet."),
    };

    /// <summary>A box that scrolls by itself, so that a wide table does not widen the page; reachable by keyboard.</summary>
    public static XElement Scroll(string label, XElement content) =>
        Html("div", Class("scroll"), Set("role", "region"), Set("tabindex", "0"), Set("aria-label", label), content);

    private static XElement Lines(Listing listing) => Html("pre", Set("tabindex", "0"), string.Join("\n", listing.Lines));

    private static XElement WriteTable(Table table) => Html("table", Html("caption", Html("span", table.Caption)),
        Html("thead", Html("tr", table.Columns.Select(column => Html("th", Set("scope", "col"), column.IsNumber ? Class("number") : null, column.Name)))),
        Html("tbody", table.Rows.Select(row => Html("tr", row.Zip(table.Columns, WriteCell)))));

    private static XElement WriteCell(Cell cell, Column column, int place)
    {
        var kinds = string.Join(' ', ((string?[])[column.IsNumber ? "number" : null, cell.IsAlarming ? "alarm" : null]).OfType<string>());
        object?[] content = [kinds == "" ? null : Class(kinds), cell.IsCode ? Html("code", cell.Text) : cell.Text, cell.Detail is null ? null : Html("small", $" {cell.Detail}")];
        return place == 0 ? Html("th", Set("scope", "row"), content) : Html("td", content);
    }

    private static XElement WriteFigure(Figure figure) => Html("figure", Html("div", Class("scroll"), Set("role", "region"), Set("tabindex", "0"), Set("aria-label", $"Figure: {figure.Caption}"), figure.Chart),
        Html("figcaption", figure.Caption),
        figure.Numbers is { } numbers ? Html("details", Html("summary", $"Numbers: {numbers.Caption}"), Scroll(numbers.Caption, WriteTable(numbers))) : null);

    private static IEnumerable<XElement> Zip(this IReadOnlyList<Cell> cells, IReadOnlyList<Column> columns, Func<Cell, Column, int, XElement> write) =>
        cells.Select((cell, place) => write(cell, columns[place], place));
}
