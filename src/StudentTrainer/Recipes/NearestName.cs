namespace Rrm.StudentTrainer.Recipes;

/// <summary>What a person may have meant.</summary>
internal static class NearestName
{
    /// <summary>A sentence's end, as "; did you mean 'lambda'?", or the names that there are where none is near.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> names)
    {
        var nearest = names.MinBy(name => IsBeginning(word, name) ? 0 : Distance(word, name));
        return nearest is not null && (IsBeginning(word, nearest) || Distance(word, nearest) <= Math.Max(2, word.Length / 3))
            ? $"; did you mean '{nearest}'?"
            : $"; expected one of {string.Join(", ", names)}";
    }

    private static bool IsBeginning(string one, string other) =>
        one != "" && (one.StartsWith(other, StringComparison.OrdinalIgnoreCase) || other.StartsWith(one, StringComparison.OrdinalIgnoreCase));

    /// <summary>Letters to insert, delete or replace (Levenshtein), with '_' and '-' counted as one letter.</summary>
    public static int Distance(string one, string other)
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
