namespace Rrm.StudentTrainer.Recipes;

/// <summary>A row of a table, or a point of a figure: what the paper says and what was found.</summary>
/// <param name="Name">The row's file name, as <c>rrm-vgg11</c>.</param>
/// <param name="Title">For people, as "RRM (VGG11 teacher)".</param>
/// <param name="Series">The curve or bar group that a point belongs to; null in tables.</param>
/// <param name="X">The point's place on the horizontal axis, as λ; null in tables and bars.</param>
/// <param name="Paper">The paper's figures; null for contrasts that the paper does not have.</param>
/// <param name="Seeds">One entry a seed, in the recipe's order; empty when the row has not been run.</param>
public sealed record ReproducedRow(string Name, string Title, string? Series, double? X, PaperFigures? Paper, IReadOnlyList<ReproducedSeed> Seeds)
{
    /// <summary>Whether the other rows are held against this one, as students against their teacher in Figure 5: the report draws it as a line across the bars.</summary>
    public bool IsReference { get; init; }
}
