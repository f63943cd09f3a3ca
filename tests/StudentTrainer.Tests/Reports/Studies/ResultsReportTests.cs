using System.Text.RegularExpressions;
using System.Xml.Linq;
using Rrm.Checkpoints;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Reports;
using Rrm.StudentTrainer.Reports.Documents;
using Rrm.StudentTrainer.Reports.Studies;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Tests.Reports.Studies;

public sealed partial class ResultsReportTests
{
    [Fact]
    public void Figures_stand_beside_the_papers_with_their_differences()
    {
        var rows = Rows(Find(SampleReproduction.Table(), "Over several seeds"));

        Assert.Equal("Network|Seeds|natural|paper: natural|ours − paper, natural|paper-autopgd|apgd-ce|paper: robust|ours − paper, robust", rows[0]);
        Assert.Equal("Fast AT|1|84.0 %|83.7 %|+0.3|50.0 % (46.9–53.1 %)|49.0 % (45.9–52.1 %)|50.5 %|−0.5", rows[1]);
        Assert.Equal("RRM (VGG11 teacher)|3|77.0 % ± 1.0|76.2 %|+0.8|49.0 % ± 1.0|48.0 % ± 1.0|49.3 %|−0.3", rows[2]);
        Assert.Equal("SAT|not run|–|85.5 %|–|–|–|48.4 %|–", rows[3]);
    }

    [Fact]
    public void Times_have_their_intervals_and_the_teachers_share()
    {
        var rows = Rows(Find(SampleReproduction.Table(), "Training only"));

        Assert.Equal("Fast AT|40|170.00 ± 0.25|289.16 ± 0.22|113|193|–|–", rows[1]);
        Assert.Equal("RRM (VGG11 teacher)|40|32.00 ± 2.48|37.78|21.3|–|31.3|57.9", rows[2]); // 4.303 · 1 / √3 over the three seeds' means
    }

    [Fact]
    public void Ratios_of_epoch_times_stand_beside_the_work()
    {
        const string Head = "Epochs compared|measured|work, as here|work, as the authors'|paper, measured";
        using var folder = new TemporaryFolder();
        Assert.Equal([Head, "Fast AT / RRM (VGG11 teacher)|5.31 ×|–|–|7.65 ×"], Ratios());
        AtomicFile.WriteJson(folder["runs/rrm-0/config.json"], new TrainingOptions { Method = "rrm", Architecture = "resnet50", Dataset = "cifar10" });
        var fast = new TrainingOptions { Method = "fast-at", Architecture = "resnet50", Dataset = "cifar10", ThreatModel = new(Norm.Linf, 8 / 255.0), AttackSteps = 7 };
        AtomicFile.WriteJson(folder["runs/fast-at-0/config.json"], fast);
        Assert.Equal([Head, "Fast AT / RRM (VGG11 teacher)|5.31 ×|5.45 ×|7.70 ×|7.65 ×"], Ratios());
        AtomicFile.WriteJson(folder["runs/fast-at-0/config.json"], fast with { AttackSteps = 3 });
        Assert.NotEqual("5.45 ×", Ratios()[1].Split('|')[2]);

        List<string> Ratios() => Rows(CostCheck.Render(StudyReader.Of(SampleReproduction.Table(), folder.Path)).OfType<Table>().Single());
    }

    [Fact]
    public void Rows_that_are_attacked_within_their_own_bounds_stand_beside_the_papers_too()
    {
        var seed = SampleReproduction.Seed("sat", 0, 0.6, 0.4, 100);
        var other = seed with { Result = seed.Result with { Robust = [.. seed.Result.Robust.Select(entry => entry with { Norm = Norm.L2, Eps = 1 })] } };
        var table = SampleReproduction.Table() with { Orderings = [], Rows = [SampleReproduction.Row("One", new() { RobustAccuracy = 0.3 }, other), SampleReproduction.Row("Two", new() { RobustAccuracy = 0.35 }, seed)] };
        Assert.Equal(["+10.0", "+5.0"], Rows(Find(table, "Over several seeds")).Skip(1).Select(row => row.Split('|')[^1]));
        var bars = Report(table).Sections.Single().Blocks.OfType<Figure>().First().Chart.Elements().Single(element => element.Name.LocalName == "desc").Value.Replace('\u00A0', ' ');
        Assert.Equal(2, bars.Split("under paper-autopgd 40.0 %").Length - 1);
    }

    [Fact]
    public void Every_precision_has_its_own_word() => Assert.Contains(new ReportFact("Precision of training", "fp16, bf16"),
        Report(SampleReproduction.Table()).Sections.Single().Blocks.OfType<Facts>().SelectMany(facts => facts.Items));

    [Fact]
    public void A_claim_that_does_not_hold_is_said_first_and_in_words()
    {
        var report = Report(SampleReproduction.Table());
        Assert.Equal("✗ Of 3 claims of the paper 1 holds here, 1 does not, 1 cannot be judged yet.", report.Opening.OfType<Callout>().Single().Headline);
        Assert.Equal("RRM is as robust as Fast AT|✗ does not hold|49.0 % against 50.0 %", Rows(Find(SampleReproduction.Table(), "What the paper claims"))[1]);
    }

    [Fact]
    public void At_small_scale_differences_are_not_shown_and_the_reader_is_told()
    {
        var section = Report(SampleReproduction.Table("small")).Sections.Single();
        Assert.StartsWith("Small scale: the figures are not comparable", section.Blocks.OfType<Callout>().First().Headline);
        Assert.Contains("20,000 training images.", section.Blocks.OfType<Callout>().First().Remarks);
        Assert.DoesNotContain(section.Blocks.OfType<Table>().SelectMany(table => table.Columns), column => column.Name.Contains("ours −"));
    }

    [Fact]
    public void Rows_that_were_not_run_are_named() =>
        Assert.Contains(Report(SampleReproduction.Table()).Sections.Single().Blocks.OfType<Callout>(), callout => callout is { Headline: "Incomplete: 1 of 3 rows not run.", Remarks: ["SAT."] });

    [Fact]
    public void Lambda_has_a_logarithmic_axis_and_the_papers_marks_are_hollow()
    {
        var chart = Report(SampleReproduction.Lines()).Sections.Single().Blocks.OfType<Figure>().First().Chart;
        Assert.Contains(chart.Descendants(), element => element.Value == "10⁻⁴");
        Assert.Equal(2, chart.Elements().Where(element => element.Attribute("class")?.Value == "s0").Descendants().Count(element => element.Attribute("class")?.Value == "hollow"));
    }

    [Fact]
    public void The_teacher_is_a_line_across_its_students_bars()
    {
        var chart = Report(SampleReproduction.Bars()).Sections.Single().Blocks.OfType<Figure>().First().Chart;
        Assert.Equal(2 + 2, chart.Descendants().Count(element => element.Attribute("class")?.Value == "reference")); // and in the legend
        Assert.Contains("ResNet50 teacher, attacked: 40.0 %", chart.Elements().Single(element => element.Name.LocalName == "desc").Value.Replace('\u00A0', ' '));
    }

    [Theory]
    [InlineData(RecipeForm.Table)]
    [InlineData(RecipeForm.Lines)]
    [InlineData(RecipeForm.Scatter)]
    [InlineData(RecipeForm.Bars)]
    public void Gaps_of_every_kind_make_a_page_all_the_same(RecipeForm form)
    {
        var broken = SampleReproduction.Seed("unheard-of", 0, double.NaN, double.NaN, double.NaN);
        var bare = broken with { Result = broken.Result with { Robust = [broken.Result.Robust[0] with { Ci95 = [], Accuracy = double.NaN }], EpochSeconds = new(double.NaN, null, 0) } };
        foreach (IReadOnlyList<ReproducedRow> rows in (IReadOnlyList<ReproducedRow>[])[[], [SampleReproduction.Row("never", null)], [SampleReproduction.Row("broken", null, broken, bare), SampleReproduction.Row("bare", new(), bare)]])
        {
            var report = Report(SampleReproduction.Table() with { Form = form, Rows = rows, Orderings = [] });
            var page = XDocument.Parse(HtmlPage.Render(report));
            Assert.DoesNotContain("NaN", page.ToString());
            Assert.DoesNotContain("NaN", MarkdownPage.Render(report, "files").Text);
        }
    }

    [Fact]
    public void The_page_stands_alone_and_every_chart_and_table_says_what_it_is()
    {
        var page = XDocument.Parse(HtmlPage.Render(Report(SampleReproduction.Table(), SampleReproduction.Lines(), SampleReproduction.Bars())));
        IEnumerable<XElement> Elements(string name) => page.Descendants().Where(element => element.Name.LocalName == name);

        Assert.Empty(Elements("script").Concat(Elements("link")).Concat(Elements("iframe")));
        Assert.All(page.Descendants().Attributes("href"), link => Assert.Contains(link.Value[1..], page.Descendants().Attributes("id").Select(id => id.Value)));
        Assert.NotEmpty(Elements("svg"));
        Assert.All(Elements("svg"), chart => Assert.All((string[])["title", "desc"], name => Assert.NotEmpty(chart.Elements().Single(element => element.Name.LocalName == name).Value)));
        Assert.All(Elements("figure"), figure => Assert.Contains(figure.Elements(), element => element.Name.LocalName == "figcaption"));
        Assert.All(Elements("th"), header => Assert.NotNull(header.Attribute("scope")));
        Assert.All(Elements("table"), table => Assert.NotEmpty(table.Elements().Single(element => element.Name.LocalName == "caption").Value));
    }

    [Fact]
    public void Text_from_files_stays_text_on_both_pages()
    {
        const string Nasty = "<script>alert(1)</script> | *a* [b](c) `d`";
        var report = Report(SampleReproduction.Table() with { Title = Nasty, Caption = Nasty, Rows = [SampleReproduction.Row(Nasty, null)], Command = "```\n</details>" });

        var html = HtmlPage.Render(report);
        Assert.DoesNotContain("<script", html);
        Assert.Contains(Nasty, XDocument.Parse(html).Root!.Value);
        var markdown = MarkdownPage.Render(report, "files").Text;
        Assert.DoesNotContain("<script", markdown);
        Assert.DoesNotContain("[b](c)", markdown.Replace("\\[b\\](c)", ""));
        Assert.Contains("````\n```\n</details>\n", markdown);
    }

    [Fact]
    public void Pictures_of_the_Markdown_are_files_beside_it_and_former_ones_go()
    {
        using var folder = new TemporaryFolder();
        var pictures = new Pictures(["Teacher"], [SampleReport.Create().Gallery[0] with { Attacks = [SampleReport.Create().Gallery[0].Attacks[0]] }]);
        AtomicFile.WriteText(Path.Combine(folder.Path, "report-files", "former.svg"), "");
        ResultsReport.Write(ResultsReport.Create("Title", Studies(SampleReproduction.Table(), SampleReproduction.Lines()), pictures, DateTimeOffset.UnixEpoch), folder.Path);

        var links = Picture().Matches(File.ReadAllText(folder["report.md"])).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(3 + 3, links.Count); // accuracies, times, curves; original, attacked, change
        Assert.Equal(links.Order(), Directory.EnumerateFiles(folder["report-files"]).Select(file => $"report-files/{Path.GetFileName(file)}").Order());
        Assert.All(links.Where(link => link.EndsWith(".svg")), link => Assert.Contains("--ground", XDocument.Load(folder[link]).Root!.Value));
    }

    private static ReportDocument Report(params Reproduction[] reproductions) => ResultsReport.Create("Results", Studies(reproductions), null, DateTimeOffset.UnixEpoch);

    private static IReadOnlyList<Study> Studies(params Reproduction[] reproductions)
    {
        using var folder = new TemporaryFolder();
        return [.. reproductions.Select(reproduction => StudyReader.Of(reproduction, folder.Path))];
    }

    private static Table Find(Reproduction reproduction, string caption) => Report(reproduction).Sections.Single().Blocks.OfType<Table>().Single(table => table.Caption.StartsWith(caption, StringComparison.Ordinal));

    private static List<string> Rows(Table table) =>
    [
        string.Join("|", table.Columns.Select(column => column.Name)),
        .. table.Rows.Select(row => string.Join("|", row.Select(cell => $"{cell.Text} {cell.Detail}".Trim())).Replace('\u00A0', ' ')),
    ];

    [GeneratedRegex(@"!\[[^\]]*\]\(([^)]+)\)")]
    private static partial Regex Picture();
}
