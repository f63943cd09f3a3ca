namespace Rrm;

/// <summary>What was probably meant by a name that is not known.</summary>
public static class NearestName
{
    // Bounds on the work that a file with many or endless names can cause.
    private const int MaxCandidates = 1000, MaxLength = 200;

    /// <summary>The candidate that the name begins or that begins it, else the one with the fewest changed letters if at least two thirds of them agree; null where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> candidates) => candidates
        .Take(MaxCandidates)
        .Where(candidate => Math.Max(name.Length, candidate.Length) <= MaxLength)
        .Select(candidate => (Name: candidate, Changes: IsBeginning(name, candidate) ? 0 : Distance(name, candidate)))
        .Where(candidate => candidate.Changes <= Math.Max(2, name.Length / 3))
        .OrderBy(candidate => candidate.Changes)
        .FirstOrDefault().Name;

    /// <summary>A sentence's end, as "; did you mean 'lambda'?", or the names that there are where none is near.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> names) =>
        Of(word, names) is { } nearest ? $"; did you mean '{nearest}'?" : $"; expected one of {string.Join(", ", names)}";

    private static bool IsBeginning(string one, string other) => one != "" && other != ""
        && (one.StartsWith(other, StringComparison.OrdinalIgnoreCase) || other.StartsWith(one, StringComparison.OrdinalIgnoreCase));

    /// <summary>Letters to insert, delete or replace (Levenshtein), with '_' and '-' counted as one letter and capitals as small ones.</summary>
    internal static int Distance(string one, string other)
    {
        var (a, b) = (one.Replace('_', '-').ToLowerInvariant(), other.Replace('_', '-').ToLowerInvariant());
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1));
        }
        return row[^1];
    }
}
