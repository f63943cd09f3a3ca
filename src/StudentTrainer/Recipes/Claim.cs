namespace Rrm.StudentTrainer.Recipes;

/// <summary>
/// A claim of the paper as data: the figure of every row of <see cref="Less"/> is at most <see cref="Factor"/> times that of every row of <see cref="Than"/>.
/// </summary>
internal sealed record Claim
{
    /// <summary>In words.</summary>
    public required string Text { get; init; }

    public required IReadOnlyList<string> Less { get; init; }

    public required IReadOnlyList<string> Than { get; init; }

    public required ClaimMetric Metric { get; init; }

    public double Factor { get; init; } = 1;
}
