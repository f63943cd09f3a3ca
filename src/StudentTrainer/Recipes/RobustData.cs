namespace Rrm.StudentTrainer.Recipes;

/// <summary>How a robust data set is made (Ilyas et al. 2019): every training image is replaced by one that a teacher represents alike.</summary>
internal sealed record RobustData
{
    /// <summary>The row whose network represents.</summary>
    public required string Teacher { get; init; }

    /// <summary>Steps of gradient descent from another image.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Length of a step, l2, in pixels.</summary>
    public double StepSize { get; init; } = 0.1;
}
