using System.Diagnostics;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>A request that is being dealt with: from <see cref="ServerMetrics.Arrived"/> to <see cref="Leave"/>, which is called once, on any thread.</summary>
internal readonly struct Arrival(ClientActivity client, ActivityContext caller, long start)
{
    /// <summary>Time since then.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    /// <summary>The request is answered or refused.</summary>
    /// <param name="teacher">What it asked for.</param>
    /// <param name="images">How many it had.</param>
    /// <param name="queued">How long it waited for its first batch; null when none took it.</param>
    /// <param name="refusal">Why it was refused; null when it was answered.</param>
    public void Leave(string teacher, int images, TimeSpan? queued, RefusalReason? refusal)
    {
        client.Leave();
        RequestSpans.Tell(caller, start, teacher, client.Name, images, queued, refusal);
    }
}
