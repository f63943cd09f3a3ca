using System.Globalization;
using Rrm.StudentTrainer.Reports.Documents;

namespace Rrm.StudentTrainer.Reports;

/// <summary>The quickstart's page, top to bottom.</summary>
internal static class QuickstartPage
{
    private const string Title = "Robust Representation Matching: quickstart";

    public static string Render(QuickstartReport report) => HtmlPage.Render(new(Title, [.. Summary(report), VerdictOf(report)],
    [
        new("result", "Result", [NetworkTable.Accuracies(report.Networks), NetworkTable.Render(report.Networks, report.Attack)]),
        new("images", "Images", [new Pictures([.. report.Networks.Select(network => network.Role)], report.Gallery)]),
        new("training", "Training", [.. TrainingCurves.Accuracies("training", Curves(report)), .. TrainingCurves.Losses("training", Curves(report))]),
        new("settings", "Settings", [new Facts([.. AttackFacts(report), .. report.Settings]), new Listing("Commands", report.Commands, Folded: false)]),
        new("machine", "Machine and versions", [new Facts(report.Machine)]),
    ], report.Written));

    private static (string, IReadOnlyList<Training.EpochMetrics>)[] Curves(QuickstartReport report) => [.. report.Networks.Select(network => (network.Role, network.Curve))];

    private static IEnumerable<Block> Summary(QuickstartReport report)
    {
        var (teacher, student, natural, attack) = (report.Teacher, report.Student, report.Natural, report.Attack);
        yield return new Prose(
            "Adversarial training makes a classifier robust, and is expensive. Robust Representation Matching pays that price once: "
            + "a student becomes robust by learning to represent ordinary images as a robust teacher does.", ProseTone.Lead);
        yield return new Prose(
            $"Here a teacher ({teacher.Architecture}) was trained adversarially on {report.Dataset}, exported to ONNX and served by a process of its own. "
            + $"The RRM student ({student.Architecture}) asked that service for representations of clean images, matched them, and never saw an attack. "
            + $"The natural student ({natural.Architecture}) learned from the labels alone. Then all three were attacked in the same way.");
        yield return new Prose(report.DatasetDescription);
        yield return new Prose(
            $"The attack, {attack.Name}, may change each of {Words.Count(attack.Images)} test images by {Words.Radius(attack.Norm, attack.Eps)}, in {attack.Steps} steps from {attack.Restarts} random "
            + $"{(attack.Restarts == 1 ? "start" : "starts")}. An image counts as robustly right only if the network is right about it before the attack and after every start.");
    }

    private static Callout VerdictOf(QuickstartReport report)
    {
        var verdict = Verdict.Of(report.Teacher, report.Student, report.Natural);
        return new(verdict.Headline, verdict.Remarks,
            $"One seed, {Words.Count(report.Attack.Images)} test images. Robust accuracy is measured by an attack and so is an upper bound: a stronger attack may find more. "
            + "“Clearly” means that the 95 % intervals do not overlap.");
    }

    private static IEnumerable<ReportFact> AttackFacts(QuickstartReport report)
    {
        var attack = report.Attack;
        yield return new("Data set", report.Dataset);
        yield return new("Attack", $"{attack.Name}, {Words.Radius(attack.Norm, attack.Eps)}, {attack.Steps} steps, {attack.Restarts} restarts, {Words.Count(attack.Images)} images");
        yield return new("Seed", report.Seed.ToString(CultureInfo.InvariantCulture));
    }
}
