using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>What a section of a report is made of: a reproduction, or runs that no recipe binds together.</summary>
internal sealed record Study
{
    /// <summary>Anchor and beginning of file names: lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }
    public string? Caption { get; init; }
    public RecipeForm Form { get; init; } = RecipeForm.Table;
    public string? XAxis { get; init; }

    /// <summary>Null for plain runs.</summary>
    public string? Scale { get; init; }

    public IReadOnlyList<string> Reductions { get; init; } = [];
    public required IReadOnlyList<ReproducedRow> Rows { get; init; }
    public IReadOnlyList<Ordering> Orderings { get; init; } = [];

    /// <summary>Of the runs, and of those of them that are at hand, with their curves.</summary>
    public required IReadOnlyList<StudyRun> Runs { get; init; }

    public string? Command { get; init; }

    /// <summary>Machine, versions, dates: what holds for the study as a whole.</summary>
    public required IReadOnlyList<ReportFact> Conditions { get; init; }

    /// <summary>A row's title, with its series where points of several series are titled alike.</summary>
    public static string NameOf(ReproducedRow row) => row.Series is { } series && !row.Title.Contains(series, StringComparison.OrdinalIgnoreCase) ? $"{series}, {row.Title}" : row.Title;

    /// <summary>Whether absolute figures stand beside the paper's.</summary>
    public bool IsPaperScale => Scale == "paper";
}
