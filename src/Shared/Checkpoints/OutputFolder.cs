namespace Rrm.Checkpoints;

/// <summary>A folder that is to be written into.</summary>
public static class OutputFolder
{
    /// <summary>Makes the folder and those above it where they are missing.</summary>
    /// <exception cref="RrmException">It cannot be made: a file is in the way, no permission, no space.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RrmException($"Cannot make the folder '{path}': {problem.Message} Give a place where folders can be made.", problem);
        }
    }

    /// <summary>The same for the folder of a file.</summary>
    public static void CreateFor(string file) => Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
}
