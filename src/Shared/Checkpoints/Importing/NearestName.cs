namespace Rrm.Checkpoints.Importing;

/// <summary>The name that was probably meant.</summary>
internal static class NearestName
{
    // Bounds on the work that a file with many or endless names can cause.
    private const int MaxCandidates = 1000, MaxLength = 200;

    /// <summary>The candidate with the fewest changed letters, if at least half of them agree.</summary>
    public static string? Of(string name, IEnumerable<string> candidates) => candidates
        .Take(MaxCandidates)
        .Where(candidate => Math.Max(name.Length, candidate.Length) <= MaxLength)
        .Select(candidate => (Name: candidate, Changes: Changes(name, candidate)))
        .Where(candidate => candidate.Changes <= name.Length / 2)
        .OrderBy(candidate => candidate.Changes)
        .FirstOrDefault().Name;

    // Levenshtein's distance, one row at a time.
    private static int Changes(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
