namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>A named line.</summary>
/// <param name="Name">Its name in the legend and in the table.</param>
/// <param name="Points">In the order in which the line runs.</param>
/// <param name="Style">Index of colour, dashes and marker together, so that no reader depends on colour alone.</param>
/// <param name="Form">How it is drawn.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points, int Style, SeriesForm Form = SeriesForm.Styled);
