using System.Net;
using System.Text;
using Rrm.StudentTrainer.Reports.Documents;

namespace Rrm.StudentTrainer.Reports;

/// <summary>A report as GitHub-flavoured Markdown, with its pictures as files in a folder beside it.</summary>
internal sealed class MarkdownPage
{
    private const int PictureWidth = 96;
    private readonly StringBuilder text = new();
    private readonly Dictionary<string, byte[]> files = [];
    private readonly string folder;

    private MarkdownPage(string folder) => this.folder = folder;

    /// <summary>The page, and the files that it shows by their names in the folder.</summary>
    /// <param name="folder">The pictures' folder, relative to the page.</param>
    public static (string Text, IReadOnlyDictionary<string, byte[]> Files) Render(ReportDocument report, string folder)
    {
        var page = new MarkdownPage(folder);
        page.Paragraph($"# {MarkdownText.Escape(report.Title)}");
        page.WriteAll(report.Opening);
        foreach (var section in report.Sections)
        {
            page.Paragraph($"## {MarkdownText.Escape(section.Title)}");
            page.WriteAll(section.Blocks);
        }
        page.Paragraph($"Written by rrm on {Words.Date(report.Written)}.");
        return (page.text.ToString().TrimEnd() + "\n", page.files);
    }

    private void WriteAll(IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
            Write(block);
    }

    private void Write(Block block)
    {
        switch (block)
        {
            case Prose prose: Paragraph(MarkdownText.Escape(prose.Text)); break;
            case Heading heading: Paragraph($"### {MarkdownText.Escape(heading.Text)}"); break;
            case Callout callout: Paragraph($"> **{MarkdownText.Escape(callout.Headline)}**{string.Concat(callout.Remarks.Append(callout.Note).OfType<string>().Select(remark => $"\n>\n> {MarkdownText.Escape(remark)}"))}"); break;
            case Table { IsFolded: true } table:
                Paragraph($"<details><summary>{WebUtility.HtmlEncode(table.Title!)}</summary>");
                WriteTable(table);
                Paragraph("</details>");
                break;
            case Table table:
                if (table.Title is { } title)
                    Paragraph($"### {MarkdownText.Escape(title)}");
                WriteTable(table);
                break;
            case Figure figure: WriteFigure(figure); break;
            case Figures figures: WriteAll(figures.Items); break;
            case Facts facts: Paragraph(string.Join('\n', facts.Items.Select(fact => $"- {MarkdownText.Escape(fact.Name)}: {MarkdownText.Escape(fact.Value)}"))); break;
            case Listing { Folded: true } listing: Paragraph($"<details><summary>{WebUtility.HtmlEncode(listing.Title)}</summary>\n\n{MarkdownText.Fence(listing.Lines)}\n\n</details>"); break;
            case Listing listing: Paragraph($"{MarkdownText.Escape(listing.Title)}:\n\n{MarkdownText.Fence(listing.Lines)}"); break;
            case Pictures pictures: WritePictures(pictures); break;
            default: throw new ArgumentOutOfRangeException(nameof(block), block, "A page cannot show this block yet.");
        }
    }

    private void Paragraph(string paragraph) => text.Append(paragraph).Append("\n\n");

    private void WriteTable(Table table)
    {
        Paragraph(MarkdownText.Escape(table.Caption));
        var lines = table.Rows.Select(row => Row(row.Select(Say)));
        Paragraph(string.Join('\n', [Row(table.Columns.Select(column => MarkdownText.Escape(column.Name))), Row(table.Columns.Select(column => column.IsNumber ? "---:" : "---")), .. lines]));

        static string Say(Cell cell)
        {
            var what = cell.IsCode ? $"`{cell.Text.Replace('`', '\'').Replace("|", "\\|")}`" : MarkdownText.Escape(cell.Text);
            return $"{(cell.IsAlarming ? $"**{what}**" : what)}{(cell.Detail is null ? "" : $" {MarkdownText.Escape(cell.Detail)}")}";
        }
    }

    private void WriteFigure(Figure figure)
    {
        Paragraph(Picture($"{figure.Name}.svg", Encoding.UTF8.GetBytes(StandaloneSvg.Of(figure.Chart)), figure.Chart.Attribute("aria-label")?.Value ?? figure.Caption));
        Paragraph($"*{MarkdownText.Escape(figure.Caption)}*");
    }

    private void WritePictures(Pictures pictures)
    {
        if (pictures.Examples.Count == 0)
            return;
        Paragraph(MarkdownText.Escape(pictures.Caption));
        var heads = pictures.Networks.SelectMany(network => (string[])[$"attack on the {Words.Inline(network)}", "change"]).Prepend("original").ToList();
        var rows = pictures.Examples.Select((example, index) => Row(
        [
            $"{Image(example, example.Original, $"image-{index + 1}", example.Label)}<br>{MarkdownText.Escape(example.Label)}",
            .. example.Attacks.Zip(pictures.Networks).SelectMany((pair, place) => (string[])
            [
                $"{Image(example, pair.First.Attacked, $"image-{index + 1}-attacked-{place + 1}", $"{example.Label}, attacked")}<br>clean: {Seen(pair.First.CleanPrediction, example.Label)}<br>attacked: {Seen(pair.First.AttackedPrediction, example.Label)}",
                $"{Image(example, pair.First.Change(example, pictures.Magnification), $"image-{index + 1}-change-{place + 1}", $"change of {example.Label}")}<br>× {pictures.Magnification}",
            ]),
        ]));
        Paragraph(string.Join('\n', [Row(heads.Select(MarkdownText.Escape)), Row(heads.Select(_ => "---")), .. rows]));

        string Image(GalleryExample example, float[] pixels, string name, string description) =>
            Picture($"{name}.png", PngImage.Encode(example.Shape, pixels, Math.Max(1, PictureWidth / example.Shape.Width)), description);

        static string Seen(string prediction, string label) => $"{MarkdownText.Escape(prediction)} {(prediction == label ? "✓" : "✗")}";
    }

    private string Picture(string name, byte[] content, string description)
    {
        files.Add(name, content);
        return $"![{MarkdownText.Escape(description)}]({folder}/{name})";
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
