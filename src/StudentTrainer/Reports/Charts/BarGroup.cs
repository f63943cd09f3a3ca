namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>Bars that stand together, one for each of the chart's measures; the style is that of the group's series elsewhere.</summary>
public sealed record BarGroup(string Name, int Style, IReadOnlyList<Bar> Bars);
