namespace Rrm.Checkpoints;

/// <summary>
/// A folder whose files change together: the new one is written beside the old one, which steps aside only when the new one is whole.
/// Between the two renames the old one is there under another name; <see cref="Current"/> finds it, and the next replacement puts it back first.
/// Names beside the folder begin with a dot, which no run or teacher may.
/// </summary>
public static class AtomicFolder
{
    /// <summary>Replaces the folder by what <paramref name="write"/> puts into the empty one it is given. One writer at a time.</summary>
    public static void Replace(string path, Action<string> write)
    {
        path = Full(path);
        var (next, previous) = (Beside(path, "next"), Beside(path, "previous"));
        if (!Directory.Exists(path) && Directory.Exists(previous))
            Directory.Move(previous, path);
        DeleteIfThere(previous);
        DeleteIfThere(next);
        try
        {
            Directory.CreateDirectory(next);
            write(next);
        }
        catch
        {
            DeleteIfThere(next);
            throw;
        }
        if (Directory.Exists(path))
            Directory.Move(path, previous);
        Directory.Move(next, path);
        DeleteIfThere(previous);
    }

    /// <summary>Where the folder's content is now; the path itself unless a replacement was cut off. Changes nothing.</summary>
    public static string Current(string path)
    {
        var previous = Beside(Full(path), "previous");
        return !Directory.Exists(path) && Directory.Exists(previous) ? previous : path;
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static string Beside(string path, string state) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.rrm-{state}");

    private static void DeleteIfThere(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
