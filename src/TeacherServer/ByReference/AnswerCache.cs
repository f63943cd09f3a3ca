using Rrm.Protocol.V1;
using Rrm.Representations;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.ByReference;

/// <summary>The service's representation cache. Whatever is wrong with it costs its benefit and no request: then answers are computed.</summary>
internal sealed partial class AnswerCache(ServerOptions options, ILogger<AnswerCache> logger) : IDisposable
{
    private static readonly TimeSpan ComplaintInterval = TimeSpan.FromMinutes(1);

    private readonly DatasetOptions options = options.Datasets;
    private readonly RepresentationCache? cache = options.Datasets.CacheDirectory is { Length: > 0 } folder ? new(folder) : null;
    private long nextComplaint;

    /// <summary>What is known of the answers to a request; null where none are kept.</summary>
    public CachedAnswers? Open(RepresentRequest request, Teacher teacher, ReferredViews views)
    {
        // Rounded values are no answer to whoever wants all bits.
        if (cache is null || (options.CacheFormat == RecordFormat.Float16 && request.Format != FloatFormat.Float16))
            return null;
        IReadOnlyList<CacheIdentity> identities = [.. Outputs(request, teacher).Select(output => new CacheIdentity
        {
            TeacherSha256 = teacher.Sha256,
            Output = output.Output,
            Width = output.Width,
            Format = options.CacheFormat,
            Device = teacher.Device,
            Precision = "float32", // Of the runner; what the model does inside is part of its hash.
            DatasetSha256 = views.Images.Identity,
            ImageCount = views.Images.Count,
            Views = views.Space,
        })];
        try
        {
            if (identities.All(identity => File.Exists(Path.Combine(cache.Folder, identity.FileName))) || HasRoomForFiles())
                return cache.Open(identities);
        }
        catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException)
        {
            Complain(problem.Message);
        }
        return null;
    }

    public void Store(CachedAnswers answers, long[] slots, IReadOnlyList<int> items, float[][] rows)
    {
        try
        {
            if (HasRoom() && !answers.Store(slots, items, rows))
                Complain($"another process writes '{answers.Outputs[0].Identity.FileName}' in '{cache!.Folder}', or this one may not. What is there is used.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Complain(problem.Message);
        }
    }

    public void Dispose() => cache?.Dispose();

    private bool HasRoom()
    {
        Directory.CreateDirectory(cache!.Folder);
        if (new DriveInfo(cache.Folder).AvailableFreeSpace >= options.CacheReserveBytes)
            return true;
        Complain($"the disk of '{cache.Folder}' has less than Datasets.CacheReserveBytes, {options.CacheReserveBytes:N0}, left. Make room.");
        return false;
    }

    // Every new file is the doing of a client that names a seed or an epoch.
    private bool HasRoomForFiles()
    {
        if (!HasRoom())
            return false;
        if (Directory.EnumerateFiles(cache!.Folder).Take(options.CacheMaxFiles).Count() < options.CacheMaxFiles)
            return true;
        Complain($"'{cache.Folder}' has Datasets.CacheMaxFiles, {options.CacheMaxFiles:N0}, files. Remove those of seeds and epochs that nobody trains with any more.");
        return false;
    }

    private static IEnumerable<(CachedOutput Output, int Width)> Outputs(RepresentRequest request, Teacher teacher)
    {
        if (request.Representation || !request.Logits)
            yield return (CachedOutput.Representation, teacher.RepresentationWidth);
        if (request.Logits)
            yield return (CachedOutput.Logits, teacher.Classes);
    }

    // The same thing happens to every request until somebody mends it.
    private void Complain(string problem)
    {
        var (due, now) = (Volatile.Read(ref nextComplaint), Environment.TickCount64);
        if (now >= due && Interlocked.CompareExchange(ref nextComplaint, now + (long)ComplaintInterval.TotalMilliseconds, due) == due)
            LogNotKept(logger, problem);
    }

    [LoggerMessage(62, LogLevel.Warning, "Answers are not kept in the representation cache: {Problem}")]
    private static partial void LogNotKept(ILogger logger, string problem);
}
