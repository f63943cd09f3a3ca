using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>What a reproduction found so far: <c>reproduction.json</c>, all that the report needs.</summary>
public sealed record Reproduction
{
    public const string FileName = "reproduction.json";

    /// <summary>As <c>table1</c>.</summary>
    public required string Recipe { get; init; }

    /// <summary>As "Table 1: CIFAR-10, l∞ 8/255".</summary>
    public required string Title { get; init; }

    /// <summary>What is compared and how, a sentence or two.</summary>
    public required string Caption { get; init; }

    public required RecipeForm Form { get; init; }

    /// <summary>Name of the horizontal axis of a figure.</summary>
    public string? XAxis { get; init; }

    /// <summary><c>paper</c> or <c>small</c>.</summary>
    public required string Scale { get; init; }

    /// <summary>What the scale leaves out, one sentence each; empty at paper scale.</summary>
    public required IReadOnlyList<string> Reductions { get; init; }

    public required IReadOnlyList<ReproducedRow> Rows { get; init; }

    public required IReadOnlyList<Ordering> Orderings { get; init; }

    /// <summary>The command that makes it all.</summary>
    public required string Command { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    public required Machine Machine { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }
}
