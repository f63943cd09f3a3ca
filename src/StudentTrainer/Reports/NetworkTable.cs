using System.Xml.Linq;
using Rrm.StudentTrainer.Reports.Charts;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports;

/// <summary>The networks side by side: what they are, how accurate, how long they took.</summary>
internal static class NetworkTable
{
    private static readonly (string Name, bool IsNumber)[] Columns =
    [
        ("Network", false), ("Architecture", false), ("Parameters", true), ("Method", false), ("Clean accuracy", true), ("Robust accuracy (95 % interval)", true),
        ("Time per epoch", true), ("Time in all", true), ("Waited for the teacher", true),
    ];

    public static XElement Accuracies(IReadOnlyList<ReportNetwork> networks) => Html("figure", new BarChart(
        "Accuracy on clean and on attacked test images", ["clean", "under attack, with 95 % interval"],
        [.. networks.Select((network, index) => new BarGroup(network.Role, index, [new(network.NaturalAccuracy), new(network.RobustAccuracy, network.RobustCi95)]))]).ToSvg());

    public static XElement Render(IReadOnlyList<ReportNetwork> networks, ReportAttack attack) => Html("div",
        Class("scroll"), Set("role", "region"), Set("tabindex", "0"), Set("aria-label", "Table of networks"),
        Html("table", Html("caption", $"Robust accuracy: {attack.Name}, {Words.Radius(attack.Norm, attack.Eps)}. Times of different architectures do not compare methods."),
            Html("thead", Html("tr", Columns.Select(column => Html("th", Set("scope", "col"), column.IsNumber ? Class("number") : null, column.Name)))),
            Html("tbody", networks.Select(Row))));

    private static XElement Row(ReportNetwork network) => Html("tr",
        Html("th", Set("scope", "row"), network.Role),
        Html("td", Html("code", network.Architecture)), Number(Words.Count(network.Parameters)), Html("td", network.Method),
        Number(Words.Percent(network.NaturalAccuracy)), Number(Words.Percent(network.RobustAccuracy), Html("small", $" ({Words.Interval(network.RobustCi95)})")),
        Number(Words.Duration(network.EpochSeconds)), Number(Words.Duration(network.TotalSeconds)),
        Number(network.TeacherWaitSeconds > 0 ? Words.Duration(network.TeacherWaitSeconds) : "–"));

    private static XElement Number(params object[] content) => Html("td", Class("number"), content);
}
