namespace Rrm.StudentTrainer.Recipes;

/// <summary>What a scale makes of the paper's settings: small.json, smoke.json, or a user's own file. Paper scale changes nothing.</summary>
internal sealed record ScaleFile
{
    /// <summary>What it is for.</summary>
    public required string Summary { get; init; }

    /// <summary>In order; a later one wins.</summary>
    public required IReadOnlyList<ScaleChange> Changes { get; init; }
}
