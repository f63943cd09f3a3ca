using Rrm.StudentTrainer.Reports.Charts;
using Rrm.StudentTrainer.Reports.Documents;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Reports;

/// <summary>Test accuracy of networks in common charts; a chart of its own for each loss, because losses of different methods do not compare.</summary>
internal static class TrainingCurves
{
    private const int MaxLines = 6; // More in one chart are not told apart.

    /// <summary>One entry a network: its name and what metrics.jsonl says.</summary>
    /// <param name="id">Begins the figures' names.</param>
    public static IEnumerable<Block> Accuracies(string id, IReadOnlyList<(string Name, IReadOnlyList<EpochMetrics> Curve)> networks) => networks.Chunk(MaxLines).Select((some, part) =>
    {
        var chart = new LineChart("Accuracy on clean test images", "epoch", "accuracy", [.. some.Select((network, index) => SeriesOf(network, index, epoch => epoch.TestAccuracy))]) { YKind = AxisKind.Percent };
        return new Figure($"{id}-accuracy{(part == 0 ? "" : $"-{part + 1}")}", chart.ToSvg(), $"Accuracy on clean test images after each epoch{(some.Length == 1 ? $": {some[0].Name}" : "")}.", chart.ToTable());
    });

    public static IEnumerable<Block> Losses(string id, IReadOnlyList<(string Name, IReadOnlyList<EpochMetrics> Curve)> networks)
    {
        yield return new Figures([.. networks.Select((network, index) =>
        {
            var chart = new LineChart($"Training loss of the {Words.Inline(network.Name)}", "epoch", "loss", [SeriesOf(network, index, epoch => epoch.Loss)]) { Width = 340, PlotHeight = 160 };
            return new Figure($"{id}-loss-{index + 1}", chart.ToSvg(), $"{network.Name}: training loss.", chart.ToTable());
        })]);
        yield return new Prose("Each method minimises a loss of its own, so the losses' heights do not compare.", ProseTone.Note);
    }

    private static ChartSeries SeriesOf((string Name, IReadOnlyList<EpochMetrics> Curve) network, int style, Func<EpochMetrics, double> value) =>
        new(network.Name, [.. network.Curve.Select(epoch => new ChartPoint(epoch.Epoch, value(epoch)))], style);
}
