using Rrm.Checkpoints;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Repository;

/// <summary>
/// Brings what is served to what lies in the folder: loads what is new or changed, swaps it in, unloads what is gone. The first time whatever cannot be loaded ends the
/// start. Later it is told as a problem, and what was served before stays. One update at a time.
/// </summary>
internal sealed partial class RepositoryUpdate(
    TeacherRepository repository, TeacherLoader loader, ServerOptions options, ServerMetrics metrics, TimeProvider time, ILogger<RepositoryUpdate> logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<TeacherPlace, Loaded> loaded = [];
    private readonly Dictionary<TeacherPlace, Failed> failed = [];
    private IReadOnlyList<TeacherSighting> lastLook = [];
    private IReadOnlyList<TeacherSighting> applied = [];
    private TeacherProblem? folderProblem;

    /// <summary>Loads all teachers. Throws what is wrong with the first that cannot be loaded.</summary>
    public void Start()
    {
        lock (gate)
        {
            lastLook = Look();
            Apply(lastLook, starting: true);
        }
    }

    /// <summary>Looks, and updates when the folder has changed and then stood still since the look before: what is being copied is not read half.</summary>
    public void Poll() => Update(asked: false);

    /// <summary>Updates now, and tries again what failed before.</summary>
    public void Now() => Update(asked: true);

    private void Update(bool asked)
    {
        lock (gate)
        {
            try
            {
                var look = Look();
                var still = look.SequenceEqual(lastLook);
                lastLook = look;
                if (!asked && (!still || look.SequenceEqual(applied) && folderProblem is null))
                    return;
                if (asked)
                    failed.Clear();
                folderProblem = null;
                Apply(look, starting: false);
            }
            // The folder is away, or empty: more likely a mount that failed than a wish to end all service.
            catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException)
            {
                if (folderProblem?.Sentence != problem.Message)
                    LogFolder(logger, problem.Message);
                folderProblem = new("", "", problem.Message, folderProblem?.Since ?? time.GetUtcNow());
            }
            repository.Problems = [.. failed.Values.Select(failure => failure.Problem).Prepend(folderProblem).OfType<TeacherProblem>()];
        }
    }

    private IReadOnlyList<TeacherSighting> Look() => [.. TeacherDirectory.Find(options.Models).Select(TeacherSighting.Of)];

    private void Apply(IReadOnlyList<TeacherSighting> look, bool starting)
    {
        foreach (var versions in look.GroupBy(sighting => sighting.Place.Name))
            ApplyTo(versions.Key, [.. versions], starting);
        foreach (var name in loaded.Keys.Select(place => place.Name).Except(look.Select(sighting => sighting.Place.Name)).ToList())
            Remove(name);
        foreach (var place in failed.Keys.Except(look.Select(sighting => sighting.Place)).ToList())
            failed.Remove(place);
        applied = look;
        UnusedMemory.GiveBack();
    }

    // Versions come newest first, and one that cannot be loaded leaves its place to the next older one.
    private void ApplyTo(string name, IReadOnlyList<TeacherSighting> versions, bool starting)
    {
        var kept = new List<Loaded>();
        try
        {
            foreach (var seen in versions)
            {
                if (kept.Count == options.Repository.Versions)
                    failed.Remove(seen.Place); // Nobody wants it any more.
                else if (Bring(seen, starting) is { } found)
                    kept.Add(found);
            }
        }
        catch when (starting)
        {
            kept.ForEach(version => version.Teacher.Dispose());
            throw;
        }
        var before = loaded.Values.Where(version => version.Seen.Place.Name == name).ToList();
        // The versions that were served are gone, and none of those in their place can be: that is a failed update, and no wish to end the service.
        if (kept.Count == 0)
            kept = before;
        before.ForEach(version => loaded.Remove(version.Seen.Place));
        kept.ForEach(version => loaded.Add(version.Seen.Place, version));
        repository.Swap(name, [.. kept.Select(version => version.Teacher)]);
    }

    // What to serve for what was seen: the loaded teacher when it is still that, else a new one; the loaded one as well when the new one fails.
    private Loaded? Bring(TeacherSighting seen, bool starting)
    {
        var current = loaded.GetValueOrDefault(seen.Place);
        if (current?.Seen == seen || failed.TryGetValue(seen.Place, out var failure) && failure.Seen == seen)
            return current;
        try
        {
            var folder = TeacherDirectory.Read(options.Models, seen.Place, options.Repository);
            failed.Remove(seen.Place);
            // Files that were touched or mended, and hold what is loaded.
            if (current?.Seen.ManifestSha256 == seen.ManifestSha256)
                return current with { Seen = seen };
            var teacher = loader.Load(folder);
            if (!starting)
                metrics.Reloaded(seen.Place.Name, ReloadOutcome.Loaded);
            if (current is not null)
                LogSwapped(logger, seen.Place.Name, seen.Place.Version, current.Teacher.Sha256, teacher.Sha256);
            return new(seen, teacher);
        }
        catch (Exception problem) when (!starting)
        {
            var sentence = problem is RrmException or IOException or UnauthorizedAccessException ? problem.Message : $"{problem.GetType().Name}: {problem.Message}";
            failed[seen.Place] = new(seen, new(seen.Place.Name, $"{seen.Place.Version}", sentence, time.GetUtcNow()));
            metrics.Reloaded(seen.Place.Name, ReloadOutcome.Failed);
            LogFailed(logger, seen.Place.Name, seen.Place.Version, current is null ? "not served" : $"served as before, sha256 {current.Teacher.Sha256}", sentence);
            return current;
        }
    }

    private void Remove(string name)
    {
        foreach (var place in loaded.Keys.Where(place => place.Name == name).ToList())
            loaded.Remove(place);
        repository.Swap(name, []);
        metrics.Reloaded(name, ReloadOutcome.Unloaded);
        LogRemoved(logger, name);
    }

    private sealed record Loaded(TeacherSighting Seen, ServedTeacher Teacher);

    private sealed record Failed(TeacherSighting Seen, TeacherProblem Problem);

    [LoggerMessage(13, LogLevel.Information, "Teacher {Name}, version {Version}: sha256 {Before} gives way to {After}")]
    private static partial void LogSwapped(ILogger logger, string name, int version, string before, string after);

    [LoggerMessage(14, LogLevel.Information, "Teacher {Name} is gone from the folder, and is not served any more")]
    private static partial void LogRemoved(ILogger logger, string name);

    [LoggerMessage(15, LogLevel.Error, "Teacher {Name}, version {Version}, was not loaded and is {State}: {Problem}")]
    private static partial void LogFailed(ILogger logger, string name, int version, string state, string problem);

    [LoggerMessage(16, LogLevel.Error, "The teachers stay as they were, because their folder cannot be read: {Problem}")]
    private static partial void LogFolder(ILogger logger, string problem);
}
