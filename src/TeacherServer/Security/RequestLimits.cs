using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Security;

/// <summary>Bounds how many calls are in flight, before their bodies are read: a body may be 64 MB, and a client may send many.</summary>
internal sealed class RequestLimits(LimitOptions limits, ServerMetrics metrics)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<string, ClientCalls> clients = new(StringComparer.Ordinal);
    private int total;

    /// <summary>Middleware around every call that does work. Health and reflection always pass: a probe that fails because the server is busy would end it.</summary>
    public Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.IsAboutServer())
            return next(context);
        var client = context.Caller().Name;
        var refusal = Enter(client, out var calls);
        if (refusal is not null)
        {
            metrics.Refused("", client, refusal.Reason);
            return context.Response.RefuseAsync(refusal, RetryAfter);
        }
        context.Response.OnCompleted(calls!.Leave);
        return next(context);
    }

    private Refusal? Enter(string client, out ClientCalls? calls)
    {
        lock (gate)
        {
            if (clients.TryGetValue(client, out calls) && calls.InFlight >= limits.MaxRequestsPerClient)
                return Denial.TooManyRequests;
            if (total >= limits.MaxRequests)
                return Denial.Overloaded;
            calls ??= clients[client] = new(this, client);
            calls.InFlight++;
            total++;
            return null;
        }
    }

    private void Leave(ClientCalls calls)
    {
        lock (gate)
        {
            total--;
            // Names come and go with connections: those that hold nothing are forgotten.
            if (--calls.InFlight == 0)
                clients.Remove(calls.Client);
        }
    }

    private sealed class ClientCalls
    {
        public ClientCalls(RequestLimits owner, string client)
        {
            Client = client;
            Leave = () =>
            {
                owner.Leave(this);
                return Task.CompletedTask;
            };
        }

        public string Client { get; }

        public int InFlight { get; set; }

        /// <summary>One for all of the client's calls, so that a call costs no object.</summary>
        public Func<Task> Leave { get; }
    }
}
