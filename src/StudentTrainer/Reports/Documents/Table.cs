namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>The first cell of each row names the row.</summary>
internal sealed record Table(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows) : Block
{
    /// <summary>For a heading above it; null where the caption does.</summary>
    public string? Title { get; init; }

    /// <summary>Whether only the title is shown until a reader asks.</summary>
    public bool IsFolded { get; init; }

    /// <summary>Without columns that say nothing in any row.</summary>
    public Table WithoutEmptyColumns()
    {
        var kept = Enumerable.Range(0, Columns.Count).Where(column => column == 0 || Rows.Any(row => !row[column].IsEmpty)).ToList();
        return this with { Columns = [.. kept.Select(column => Columns[column])], Rows = [.. Rows.Select(row => (IReadOnlyList<Cell>)[.. kept.Select(column => row[column])])] };
    }
}
