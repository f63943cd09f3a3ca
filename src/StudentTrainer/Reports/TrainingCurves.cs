using System.Xml.Linq;
using Rrm.StudentTrainer.Reports.Charts;
using Rrm.StudentTrainer.Training;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports;

/// <summary>Test accuracy of all networks in one chart; a chart of its own for each loss, because losses of different methods do not compare.</summary>
internal static class TrainingCurves
{
    public static IEnumerable<XElement> Render(IReadOnlyList<ReportNetwork> networks)
    {
        var accuracies = new LineChart("Accuracy on clean test images", "epoch", "accuracy",
            [.. networks.Select((network, index) => SeriesOf(network, index, epoch => epoch.TestAccuracy))]) { YKind = AxisKind.Percent };
        yield return Figure(accuracies, "Accuracy on clean test images after each epoch.");

        var losses = networks.Select((network, index) =>
            new LineChart($"Training loss of the {Words.Inline(network.Role)}", "epoch", "loss", [SeriesOf(network, index, epoch => epoch.Loss)]) { Width = 340, Height = 240 });
        yield return Html("div", Class("row"), losses.Select((chart, index) => Figure(chart, $"{networks[index].Role}: training loss ({networks[index].Method}).")));
        yield return Html("p", Class("note"), "Each method minimises a loss of its own, so the losses' heights do not compare.");
    }

    private static ChartSeries SeriesOf(ReportNetwork network, int style, Func<EpochMetrics, double> value) =>
        new(network.Role, [.. network.Curve.Select(epoch => new ChartPoint(epoch.Epoch, value(epoch)))], style);

    private static XElement Figure(LineChart chart, string caption) => Html("figure", chart.ToSvg(), Html("figcaption", caption),
        Html("details", Html("summary", $"Numbers: {chart.Title}"), chart.ToTable()));
}
