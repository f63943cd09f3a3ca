namespace Rrm.StudentTrainer.Recipes;

/// <summary>A recipe and all of its rows, those that are not asked for too: what is known of them is reported.</summary>
internal sealed record PlannedRecipe(RecipeFolder Recipe, IReadOnlyList<PlannedRow> Rows, IReadOnlyList<string> Reductions)
{
    /// <summary>The rows that are asked for.</summary>
    public IEnumerable<PlannedRow> Wanted => Rows.Where(row => Recipe.Row is null || row.Row.Name == Recipe.Row || row.Row.File == Recipe.Row);
}
