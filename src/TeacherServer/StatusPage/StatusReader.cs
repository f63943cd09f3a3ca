using System.Runtime.InteropServices;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>Takes the server's state together.</summary>
internal sealed class StatusReader(Lifecycle lifecycle, TeacherRepository repository, ServerMetrics metrics)
{
    private const double SecondsPerMicrosecond = 1e-6;

    private readonly TimeProvider clock = TimeProvider.System;
    private readonly long start = TimeProvider.System.GetTimestamp();

    public ServerStatus Read() => new(
        lifecycle.State,
        clock.GetUtcNow(),
        clock.GetElapsedTime(start).TotalSeconds,
        ServerVersion.Text,
        RuntimeInformation.FrameworkDescription,
        Environment.MachineName,
        Environment.ProcessorCount,
        MemoryStatus.Now(),
        [.. repository.Teachers.Select(Of)],
        [.. repository.Problems.Select(problem => new ProblemStatus(problem.Teacher, problem.Version, problem.Sentence, problem.Since))],
        [.. repository.Teachers.GroupBy(teacher => teacher.Name).Select(LoadOf)],
        [.. metrics.Recent.Clients.Select(Of).OrderByDescending(client => client.ImagesPerSecond).ThenBy(client => client.Name, StringComparer.Ordinal)],
        [.. metrics.Recent.Refusals.Newest.Select(refusal => new RefusalStatus(refusal.Time, refusal.Client, refusal.Teacher, refusal.Reason))]);

    private static TeacherStatus Of(ServedTeacher teacher)
    {
        var description = teacher.Description;
        return new(
            teacher.Name,
            description.Version,
            teacher.Sha256,
            description.Architecture,
            $"{description.Input.Channels}x{description.Input.Height}x{description.Input.Width}",
            description.Precision,
            description.Device,
            description.Devices,
            description.DeviceReason.Length > 0 ? description.DeviceReason : null);
    }

    // Versions of a teacher share its name in requests and metrics.
    private LoadStatus LoadOf(IGrouping<string, ServedTeacher> versions)
    {
        var recent = metrics.Recent.Teacher(versions.Key);
        return new(
            versions.Key,
            versions.Sum(teacher => teacher.WaitingImages),
            recent.Images.PerSecond,
            recent.Images.History,
            recent.Batches.PerSecond,
            Percentiles.Of(recent.BatchImages),
            Percentiles.Of(recent.Queue, SecondsPerMicrosecond),
            Percentiles.Of(recent.Run, SecondsPerMicrosecond),
            Percentiles.Of(recent.Total, SecondsPerMicrosecond),
            recent.CacheHits,
            recent.CacheMisses,
            recent.Coalesced);
    }

    private static ClientStatus Of(ClientActivity client) => new(client.Name, client.InFlight, client.ImagesPerSecond, client.Answered, client.Refused);
}
