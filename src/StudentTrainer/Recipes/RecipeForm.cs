namespace Rrm.StudentTrainer.Recipes;

/// <summary>How the paper shows a result, and the report too.</summary>
public enum RecipeForm
{
    Table,

    /// <summary>Accuracies over a number, as Figure 4's λ on a logarithmic axis.</summary>
    Lines,

    /// <summary>Accuracy over training time.</summary>
    Scatter,

    Bars,
}
