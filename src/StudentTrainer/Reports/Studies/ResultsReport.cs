using Rrm.Checkpoints;
using Rrm.StudentTrainer.Reports.Documents;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>The report on studies: what holds and what does not, then a section a study.</summary>
internal static class ResultsReport
{
    public const string HtmlFile = "report.html";
    public const string MarkdownFile = "report.md";
    private const string PictureFolder = "report-files";

    /// <param name="pictures">Attacked images; null where there are none.</param>
    public static ReportDocument Create(string title, IReadOnlyList<Study> studies, Pictures? pictures, DateTimeOffset written) => new(title, [.. Opening(studies)],
    [
        .. studies.Select(StudySection.Render),
        .. pictures is null ? Array.Empty<ReportSection>() : [new ReportSection("images", "Images", [pictures])],
    ], written);

    /// <summary>Writes report.html and report.md with its pictures into a folder, in place of former ones.</summary>
    public static void Write(ReportDocument report, string folder)
    {
        OutputFolder.Create(folder);
        AtomicFile.WriteText(Path.Combine(folder, HtmlFile), HtmlPage.Render(report));
        var (text, files) = MarkdownPage.Render(report, PictureFolder);
        var pictures = Path.Combine(folder, PictureFolder);
        if (Directory.Exists(pictures))
            Directory.Delete(pictures, recursive: true); // Pictures of a former report that this one does not have.
        foreach (var (name, content) in files)
            AtomicFile.Write(Path.Combine(pictures, name), stream => stream.Write(content));
        AtomicFile.WriteText(Path.Combine(folder, MarkdownFile), text);
    }

    private static IEnumerable<Block> Opening(IReadOnlyList<Study> studies)
    {
        var claims = studies.SelectMany(study => study.Orderings, (study, ordering) => (study, ordering)).ToList();
        if (claims.Count == 0)
            yield break;
        var (holding, failed, open) = (claims.Count(claim => claim.ordering.Holds == true), claims.Where(claim => claim.ordering.Holds == false).ToList(), claims.Count(claim => claim.ordering.Holds is null));
        yield return new Callout(
            $"{(failed.Count > 0 ? "✗" : open > 0 ? "○" : "✓")} Of {claims.Count} {(claims.Count == 1 ? "claim" : "claims")} of the paper {holding} {(holding == 1 ? "holds" : "hold")} here, {failed.Count} {(failed.Count == 1 ? "does" : "do")} not{(open == 0 ? "" : $", {open} cannot be judged yet")}.",
            [.. failed.Select(claim => $"✗ {claim.study.Title}: “{claim.ordering.Claim}” does not hold: {claim.ordering.Detail}")]);
    }
}
