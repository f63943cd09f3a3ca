using System.Runtime.InteropServices;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Security;

/// <summary>Bounds how many calls are in flight, before their bodies are read: a body may be 64 MB, and a client may send many.</summary>
internal sealed class RequestLimits(LimitOptions limits, ServerMetrics metrics)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> inFlight = new(StringComparer.Ordinal);
    private int total;

    /// <summary>Middleware around every call that does work. Health and reflection always pass: a probe that fails because the server is busy would end it.</summary>
    public Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.IsAboutServer())
            return next(context);
        var client = context.Caller().Name;
        if (TryEnter(client) is { } refusal)
        {
            metrics.Refused("", client, refusal.Reason);
            return context.Response.RefuseAsync(refusal, RetryAfter);
        }
        context.Response.OnCompleted(() => Leave(client));
        return next(context);
    }

    private Refusal? TryEnter(string client)
    {
        lock (gate)
        {
            if (total >= limits.MaxRequests)
                return Denial.Overloaded;
            ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(inFlight, client, out _);
            if (held >= limits.MaxRequestsPerClient)
                return Denial.TooManyRequests;
            held++;
            total++;
            return null;
        }
    }

    private Task Leave(string client)
    {
        lock (gate)
        {
            total--;
            // Names come and go with connections: those that hold nothing are forgotten.
            if (--CollectionsMarshal.GetValueRefOrNullRef(inFlight, client) == 0)
                inFlight.Remove(client);
        }
        return Task.CompletedTask;
    }
}
