namespace Rrm.TeacherServer.Security;

/// <summary>
/// Something made of a few small files, and made anew when their bytes change. It reads them each time and compares: times and links say different things on
/// different volumes, and mounted secrets are swapped as a whole folder.
/// </summary>
internal sealed class ReloadedFiles<T> : IReloaded where T : class
{
    private const int MaxBytes = 4 << 20;

    private readonly IReadOnlyList<string> paths;
    private readonly Func<IReadOnlyDictionary<string, byte[]>, T> make;
    private IReadOnlyDictionary<string, byte[]> seen;
    private volatile T current;

    /// <param name="what">What it is, for the log.</param>
    /// <param name="paths">The files; null stands for one that is not configured.</param>
    /// <param name="make">Makes it of their contents by path, and throws <see cref="RrmException"/> when it cannot.</param>
    /// <exception cref="RrmException">It cannot be made.</exception>
    public ReloadedFiles(string what, IEnumerable<string?> paths, Func<IReadOnlyDictionary<string, byte[]>, T> make)
    {
        this.paths = [.. paths.OfType<string>().Distinct()];
        (What, this.make) = (what, make);
        seen = ReadAll();
        current = make(seen);
    }

    public string What { get; }

    /// <summary>The last that could be made.</summary>
    public T Current => current;

    public bool Reload()
    {
        var now = ReadAll();
        if (paths.All(path => seen[path].AsSpan().SequenceEqual(now[path])))
            return false;
        // Also when it cannot be made: nothing is gained by trying the same bytes again.
        seen = now;
        current = make(now);
        return true;
    }

    private Dictionary<string, byte[]> ReadAll() => paths.ToDictionary(path => path, path =>
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes ? File.ReadAllBytes(path) : throw new RrmException($"'{path}' is larger than {MaxBytes} bytes.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RrmException($"Cannot read '{path}': {problem.Message}", problem);
        }
    });
}
