using Rrm.StudentTrainer.Reports.Charts;
using Rrm.StudentTrainer.Reports.Documents;

namespace Rrm.StudentTrainer.Reports;

/// <summary>The networks side by side: what they are, how accurate, how long they took.</summary>
internal static class NetworkTable
{
    private static readonly Column[] Columns =
    [
        new("Network"), new("Architecture"), new("Parameters", true), new("Method"), new("Clean accuracy", true), new("Robust accuracy (95 % interval)", true),
        new("Time per epoch", true), new("Time in all", true), new("Waited for the teacher", true),
    ];

    public static Figure Accuracies(IReadOnlyList<ReportNetwork> networks)
    {
        var chart = new BarChart("Accuracy on clean and on attacked test images", ["clean", "under attack, with 95 % interval"],
            [.. networks.Select((network, index) => new BarGroup(network.Role, index, [new(network.NaturalAccuracy), new(network.RobustAccuracy, network.RobustCi95)]))]);
        return new("accuracies", chart.ToSvg(), "Share of test images classified rightly, as they are and under attack.");
    }

    public static Table Render(IReadOnlyList<ReportNetwork> networks, ReportAttack attack) => new(
        $"Robust accuracy: {attack.Name}, {Words.Radius(attack.Norm, attack.Eps)}. Times of different architectures do not compare methods.", Columns, [.. networks.Select(Row)]);

    private static IReadOnlyList<Cell> Row(ReportNetwork network) =>
    [
        new(network.Role), new(network.Architecture, IsCode: true), new(Words.Count(network.Parameters)), new(network.Method),
        new(Words.Percent(network.NaturalAccuracy)), new(Words.Percent(network.RobustAccuracy), $"({Words.Interval(network.RobustCi95)})"),
        new(Words.Duration(network.EpochSeconds)), new(Words.Duration(network.TotalSeconds)),
        network.TeacherWaitSeconds > 0 ? new(Words.Duration(network.TeacherWaitSeconds)) : Cell.Nothing,
    ];
}
