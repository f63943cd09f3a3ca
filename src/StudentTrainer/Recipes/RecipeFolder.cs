namespace Rrm.StudentTrainer.Recipes;

/// <summary>A recipe as it lies on the disk.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Name">The folder's name, which names the recipe.</param>
/// <param name="File">What recipe.json says.</param>
/// <param name="Row">The only row that is asked for; null for all.</param>
internal sealed record RecipeFolder(string Path, string Name, RecipeFile File, string? Row)
{
    public string RecipePath => System.IO.Path.Combine(Path, RecipeFile.FileName);

    public string RowPath(string row) => System.IO.Path.Combine(Path, $"{row}.json");
}
