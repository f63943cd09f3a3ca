namespace Rrm.Representations;

/// <summary>A folder of cache files, of which those used last are open. Thread-safe.</summary>
public sealed class RepresentationCache(string folder) : IDisposable
{
    // Views without numbers have a file for each epoch, so a long run meets many.
    private const int MostOpen = 32;

    private readonly Lock gate = new();
    private readonly List<RepresentationFile> open = []; // the one used last at the end

    /// <summary>Where the files lie.</summary>
    public string Folder => folder;

    /// <summary>What is known of these answers; files that are missing are made.</summary>
    /// <param name="identities">One, or one for each output.</param>
    /// <exception cref="RrmException">A file cannot be made, is damaged, or holds something else.</exception>
    public CachedAnswers Open(params IReadOnlyList<CacheIdentity> identities)
    {
        lock (gate)
            return new([.. identities.Select(Open)]);
    }

    /// <summary>Brings everything that was stored to the disk.</summary>
    public void Flush()
    {
        lock (gate)
            open.ForEach(file => file.Flush());
    }

    public void Dispose()
    {
        lock (gate)
        {
            open.ForEach(file => file.Dispose());
            open.Clear();
        }
    }

    private RepresentationFile Open(CacheIdentity identity)
    {
        var place = open.FindIndex(file => file.Identity == identity);
        var file = place >= 0 ? open[place] : RepresentationFile.Open(Path.Combine(folder, identity.FileName), identity);
        if (place >= 0)
        {
            open.RemoveAt(place);
        }
        else if (open.Count == MostOpen)
        {
            open[0].Dispose(); // Whoever still has it finds nothing in it any more, and asks the teacher.
            open.RemoveAt(0);
        }

        open.Add(file);
        return file;
    }
}
