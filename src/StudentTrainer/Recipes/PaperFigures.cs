namespace Rrm.StudentTrainer.Recipes;

/// <summary>What the paper reports for a row. Accuracies are fractions; what the paper does not say is null.</summary>
public sealed record PaperFigures
{
    public double? NaturalAccuracy { get; init; }

    /// <summary>Under ART's AutoPGD, at the iterations and restarts that <see cref="Attack"/> says.</summary>
    public double? RobustAccuracy { get; init; }

    /// <summary>As "50 iterations, 10 restarts".</summary>
    public string? Attack { get; init; }

    public double? EpochSeconds { get; init; }

    /// <summary>Half width of the paper's 95 % interval of an epoch's seconds.</summary>
    public double? EpochSecondsCi95 { get; init; }

    public double? TotalMinutes { get; init; }

    public double? TotalMinutesWithTeacher { get; init; }

    /// <summary>Where in the paper, or what is uncertain about it.</summary>
    public string? Note { get; init; }
}
