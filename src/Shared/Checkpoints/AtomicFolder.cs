namespace Rrm.Checkpoints;

/// <summary>
/// A folder whose files change together: the new one is written beside the old one, which steps aside only when the new one is whole.
/// A crash between the two renames leaves the previous folder as PATH.previous, and <see cref="Recover"/> puts it back.
/// </summary>
public static class AtomicFolder
{
    public static void Replace(string path, Action<string> write)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var (next, previous) = ($"{path}.next", Previous(path));
        Recover(path);
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

    /// <summary>Undoes a replacement that was cut off; does nothing otherwise.</summary>
    public static void Recover(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(path))
            DeleteIfThere(Previous(path));
        else if (Directory.Exists(Previous(path)))
            Directory.Move(Previous(path), path);
    }

    private static string Previous(string path) => $"{path}.previous";

    private static void DeleteIfThere(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
