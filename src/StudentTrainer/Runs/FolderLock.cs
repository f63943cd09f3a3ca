namespace Rrm.StudentTrainer.Runs;

/// <summary>Keeps two processes from writing into one folder. The system lets go of it when the process ends, however it ends.</summary>
internal static class FolderLock
{
    public const string FileName = ".lock";

    /// <summary>Holds the folder until the answer is disposed.</summary>
    /// <exception cref="RrmException">Another process holds it.</exception>
    public static IDisposable Take(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new RrmException($"'{folder}' is in use by another rrm. Wait for it, or give another --out.");
        }
    }
}
