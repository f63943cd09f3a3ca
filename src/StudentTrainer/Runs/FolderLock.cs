using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Runs;

/// <summary>Keeps two processes from writing into one folder. The system lets go of it when the process ends, however it ends.</summary>
internal static class FolderLock
{
    private const string FileName = ".lock";

    /// <summary>Makes and holds a folder that is new, empty, or has the file that it begins with. What was ended before it wrote that file begins anew.</summary>
    /// <param name="path">The folder, as the user gave it.</param>
    /// <param name="kind">What it is to be: "run".</param>
    /// <param name="first">Name of the file that is written before any other.</param>
    /// <exception cref="RrmException">It is a file, holds something else, or another process holds it.</exception>
    public static IDisposable Claim(string path, string kind, string first)
    {
        if (File.Exists(path))
            throw new RrmException($"'{path}' is a file; the {kind} needs a folder. Give another --out.");
        string[] begun = [FileName, $"{first}.tmp"];
        if (!File.Exists(Path.Combine(path, first)) && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => !begun.Contains(Path.GetFileName(entry))))
            throw new RrmException($"'{path}' is not empty and holds no {kind}. Give another --out.");
        OutputFolder.Create(path);
        return Take(path);
    }

    /// <summary>Holds the folder until the answer is disposed.</summary>
    /// <param name="path">The folder, as the user gave it.</param>
    /// <param name="inUse">What to say where another process holds it.</param>
    /// <exception cref="RrmException">Another process holds it.</exception>
    public static IDisposable Take(string path, string? inUse = null)
    {
        var file = Path.Combine(path, FileName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new RrmException($"{inUse ?? $"'{path}' is in use by another rrm."} Wait for it, or give another --out.");
        }
    }
}
