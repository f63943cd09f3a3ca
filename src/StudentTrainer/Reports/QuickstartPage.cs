using System.Globalization;
using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports;

/// <summary>The quickstart's page, top to bottom.</summary>
internal static class QuickstartPage
{
    private const string Title = "Robust Representation Matching: quickstart";

    public static string Render(QuickstartReport report)
    {
        (string Id, string Title, object?[] Content)[] sections =
        [
            ("result", "Result", [NetworkTable.Accuracies(report.Networks), NetworkTable.Render(report.Networks, report.Attack)]),
            ("images", "Images", [Gallery.Render(report)]),
            ("training", "Training", [TrainingCurves.Render(report.Networks)]),
            ("settings", "Settings", [Facts([.. AttackFacts(report), .. report.Settings]), Html("h3", "Commands"), Html("pre", Set("tabindex", "0"), string.Join("\n", report.Commands))]),
            ("machine", "Machine and versions", [Facts(report.Machine)]),
        ];
        return Page(Title, PageStyle.Sheet,
            Html("header", Html("h1", Title), Summary(report), VerdictOf(report)),
            Html("nav", Set("aria-label", "Sections"), Html("ul", sections.Select(section => Html("li", Html("a", Set("href", $"#{section.Id}"), section.Title))))),
            Html("main", sections.Select(section => Html("section", Set("id", section.Id), Html("h2", section.Title), section.Content))),
            Html("footer", Html("p", $"Written by rrm on {report.Written.ToString("d MMMM yyyy, HH:mm 'UTC'zzz", CultureInfo.InvariantCulture)}.")));
    }

    private static IEnumerable<XElement> Summary(QuickstartReport report)
    {
        var (teacher, student, natural, attack) = (report.Teacher, report.Student, report.Natural, report.Attack);
        yield return Html("p", Class("lead"),
            "Adversarial training makes a classifier robust, and is expensive. Robust Representation Matching pays that price once: "
            + "a student becomes robust by learning to represent ordinary images as a robust teacher does.");
        yield return Html("p",
            $"Here a teacher ({teacher.Architecture}) was trained adversarially on {report.Dataset}, exported to ONNX and served by a process of its own. "
            + $"The RRM student ({student.Architecture}) asked that service for representations of clean images, matched them, and never saw an attack. "
            + $"The natural student ({natural.Architecture}) learned from the labels alone. Then all three were attacked in the same way.");
        yield return Html("p", report.DatasetDescription);
        yield return Html("p",
            $"The attack, {attack.Name}, may change each of {Words.Count(attack.Images)} test images by {Words.Radius(attack.Norm, attack.Eps)}, in {attack.Steps} steps from {attack.Restarts} random "
            + $"{(attack.Restarts == 1 ? "start" : "starts")}. An image counts as robustly right only if the network is right about it before the attack and after every start.");
    }

    private static XElement VerdictOf(QuickstartReport report)
    {
        var verdict = Verdict.Of(report.Teacher, report.Student, report.Natural);
        return Html("div", Class("verdict"), Html("p", Html("strong", verdict.Headline)), verdict.Remarks.Select(remark => Html("p", remark)),
            Html("p", Class("note"),
                $"One seed, {Words.Count(report.Attack.Images)} test images. Robust accuracy is measured by an attack and so is an upper bound: a stronger attack may find more. "
                + "“Clearly” means that the 95 % intervals do not overlap."));
    }

    private static IEnumerable<ReportFact> AttackFacts(QuickstartReport report)
    {
        var attack = report.Attack;
        yield return new("Data set", report.Dataset);
        yield return new("Attack", $"{attack.Name}, {Words.Radius(attack.Norm, attack.Eps)}, {attack.Steps} steps, {attack.Restarts} restarts, {Words.Count(attack.Images)} images");
        yield return new("Seed", report.Seed.ToString(CultureInfo.InvariantCulture));
    }

    private static XElement Facts(IEnumerable<ReportFact> facts) =>
        Html("dl", facts.Select(fact => Html("div", Html("dt", fact.Name), Html("dd", fact.Value))));
}
