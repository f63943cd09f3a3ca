namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>Small figures side by side.</summary>
internal sealed record Figures(IReadOnlyList<Figure> Items) : Block;
