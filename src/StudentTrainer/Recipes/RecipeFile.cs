namespace Rrm.StudentTrainer.Recipes;

/// <summary>A table or a figure: recipe.json. Its rows are files beside it.</summary>
internal sealed record RecipeFile
{
    public const string FileName = "recipe.json";

    public required string Title { get; init; }

    public required string Caption { get; init; }

    public required RecipeForm Form { get; init; }

    public string? XAxis { get; init; }

    /// <summary>Runs of each row, unless told otherwise.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Null where only times count.</summary>
    public EvaluationPlan? Evaluation { get; init; }

    /// <summary>Names of the row files, in the order of the table.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    public IReadOnlyList<Claim> Orderings { get; init; } = [];
}
