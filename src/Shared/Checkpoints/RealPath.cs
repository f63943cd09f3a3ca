namespace Rrm.Checkpoints;

/// <summary>Paths with every symbolic link followed, to tell whether a file is really inside a folder.</summary>
public static class RealPath
{
    // As Linux: a chain longer than this is a loop.
    private const int MaxLinks = 40;

    /// <summary>Throws when a file or folder, or a link on the way to it, lies outside of <paramref name="root"/>.</summary>
    public static void RequireInside(string root, string path)
    {
        var (realRoot, realPath) = (Of(root), Of(path));
        if (!realPath.StartsWith(Path.TrimEndingDirectorySeparator(realRoot) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new RrmException($"'{path}' is a link that leaves '{root}'. Put the file itself there: a teacher's files must stay inside its folder.");
    }

    /// <summary>The absolute path without links. Parts that do not exist stay as they are.</summary>
    public static string Of(string path)
    {
        var pending = new Stack<string>(Parts(Path.GetFullPath(path)).Reverse());
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        var links = 0;
        while (pending.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(real, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaxLinks)
                throw new RrmException($"'{path}' leads through more than {MaxLinks} symbolic links.");
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            foreach (var targetPart in Parts(target).Reverse())
                pending.Push(targetPart);
        }
        return real;
    }

    private static IEnumerable<string> Parts(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
