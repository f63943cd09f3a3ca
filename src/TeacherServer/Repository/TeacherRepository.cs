using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Rrm.TeacherServer.Repository;

/// <summary>
/// The teachers that are served, by name, each with its loaded versions. Read without locks. A teacher changes by one swap, after which the one before answers what it
/// has admitted and is unloaded. One thread swaps.
/// </summary>
internal sealed class TeacherRepository : IDisposable
{
    private readonly Lock gate = new();
    private volatile FrozenDictionary<string, ImmutableArray<ServedTeacher>> teachers = FrozenDictionary<string, ImmutableArray<ServedTeacher>>.Empty;
    private volatile IReadOnlyList<TeacherProblem> problems = [];
    private TaskCompletionSource changed = NewChange();

    /// <summary>Every version that is loaded, by name, the newest first.</summary>
    public IEnumerable<ServedTeacher> Teachers => teachers.OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value);

    /// <summary>What lies in the folder and could not be loaded; empty when all is well.</summary>
    public IReadOnlyList<TeacherProblem> Problems
    {
        get => problems;
        set
        {
            problems = value;
            Announce();
        }
    }

    /// <summary>Completes at the next change of teachers or problems. Take it first and read them second, and no change is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (gate)
                return changed.Task;
        }
    }

    /// <summary>Completes when every teacher that was taken out until now is unloaded.</summary>
    public Task Unloading { get; private set; } = Task.CompletedTask;

    /// <summary>The teacher that a request means; null when no such one is loaded.</summary>
    /// <param name="name">The teacher's name.</param>
    /// <param name="version">A version's number, or empty: then the version that the pin means, or else the newest.</param>
    /// <param name="sha256">The pin, or empty. Whether the teacher has it is for the caller to check.</param>
    public ServedTeacher? Find(string name, string version = "", string sha256 = "")
    {
        if (!teachers.TryGetValue(name, out var versions))
            return null;
        foreach (var teacher in versions)
        {
            if (version.Length > 0 ? teacher.Version == version : string.Equals(teacher.Sha256, sha256, StringComparison.OrdinalIgnoreCase))
                return teacher;
        }
        return version.Length > 0 ? null : versions[0];
    }

    /// <summary>Puts these versions, newest first, in the place of those that are served, and unloads those that are not among them. None at all ends the name.</summary>
    public void Swap(string name, IReadOnlyList<ServedTeacher> versions)
    {
        var before = teachers.GetValueOrDefault(name, []);
        if (before.SequenceEqual(versions))
            return;
        var others = teachers.Where(entry => entry.Key != name);
        teachers = (versions.Count > 0 ? others.Append(new(name, [.. versions])) : others).ToFrozenDictionary(StringComparer.Ordinal);
        Announce();
        foreach (var old in before.Except(versions))
            Unloading = Task.WhenAll(Unloading, Task.Run(() => Unload(old)));
    }

    public void Dispose()
    {
        Unloading.Wait();
        foreach (var teacher in Teachers)
            teacher.Dispose();
    }

    private static void Unload(ServedTeacher teacher)
    {
        teacher.Dispose();
        UnusedMemory.GiveBack();
    }

    private void Announce()
    {
        TaskCompletionSource before;
        lock (gate)
            (before, changed) = (changed, NewChange());
        before.SetResult();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
