namespace Rrm.Checkpoints.PyTorch;

/// <summary>A foreign file's text inside our sentences: on one line, and not longer than a name may be.</summary>
public static class Shown
{
    private const int MaxLength = 100;

    /// <summary>The text in quotes.</summary>
    public static string Of(string text)
    {
        var line = string.Concat(text.Take(MaxLength).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
        return text.Length > MaxLength ? $"'{line}…'" : $"'{line}'";
    }
}
