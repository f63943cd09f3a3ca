using System.Diagnostics;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>
/// The spans of a request: "represent", below the call that brought it, and below that "queue", until its first batch began, and "run", from there to the
/// end of its last. They are made when it is over, from times that the metrics need anyway: a request costs nothing while nobody listens, and no span has to
/// be carried through the batches.
/// </summary>
internal static class RequestSpans
{
    public const string SourceName = ServerMetrics.MeterName;

    private static readonly ActivitySource Source = new(SourceName);

    /// <param name="caller">What the request's span belongs to.</param>
    /// <param name="start">The arrival, as of <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="teacher">What was asked for; told only of requests that were answered, as others write what they like.</param>
    /// <param name="client">As metrics name it.</param>
    /// <param name="images">How many there were.</param>
    /// <param name="queued">Time until the first batch; null when there was none.</param>
    /// <param name="refusal">Null when the request was answered.</param>
    public static void Tell(ActivityContext caller, long start, string teacher, string client, int images, TimeSpan? queued, RefusalReason? refusal)
    {
        if (!Source.HasListeners())
            return;
        var end = DateTime.UtcNow;
        var arrived = end - Stopwatch.GetElapsedTime(start);
        using var request = Source.StartActivity("represent", ActivityKind.Internal, caller, startTime: arrived);
        if (request is null)
            return;
        request.SetTag("rrm.client", client).SetTag("rrm.images", images);
        if (refusal is { } reason)
            request.SetTag("rrm.refusal", reason.ToWord()).SetStatus(ActivityStatusCode.Error);
        else
            request.SetTag("rrm.teacher", teacher);
        if (queued is { } wait)
        {
            Stage("queue", request, arrived, arrived + wait);
            Stage("run", request, arrived + wait, end);
        }
        request.SetEndTime(end);
    }

    private static void Stage(string name, Activity request, DateTime start, DateTime end)
    {
        using var stage = Source.StartActivity(name, ActivityKind.Internal, request.Context, startTime: start);
        stage?.SetEndTime(end);
    }
}
