namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>What a cell of a table says.</summary>
/// <param name="Text">May be empty, or a dash where there is nothing to say.</param>
/// <param name="Detail">Small print below, as an interval.</param>
/// <param name="IsCode">Whether the text is a name that machines use.</param>
internal sealed record Cell(string Text, string? Detail = null, bool IsCode = false)
{
    public static Cell Nothing { get; } = new("–");

    /// <summary>Whether it should catch the eye: a claim that does not hold.</summary>
    public bool IsAlarming { get; init; }

    public bool IsEmpty => Text is "" or "–" && Detail is null;
}
