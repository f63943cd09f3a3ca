using System.Collections.Concurrent;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>What went on lately, in bounded memory: the teachers, the first so many clients by name and the others together, the last refusals.</summary>
internal sealed class RecentActivity(int maxClients, TimeProvider clock)
{
    /// <summary>Name of the clients that tell none.</summary>
    public const string AnonymousClients = "anonymous";

    /// <summary>Name of the clients beyond the bound.</summary>
    public const string OtherClients = "other";

    private readonly ConcurrentDictionary<string, TeacherActivity> teachers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ClientActivity> clients = new(StringComparer.Ordinal);
    private readonly ClientActivity anonymous = new(AnonymousClients, clock);
    private readonly ClientActivity others = new(OtherClients, clock);
    private readonly Lock gate = new();
    private volatile bool full;

    public RefusalLog Refusals { get; } = new(clock);

    /// <summary>The clients that came by.</summary>
    public IEnumerable<ClientActivity> Clients => clients.Values.Concat(new[] { anonymous, others }.Where(client => client.WasSeen));

    /// <summary>For names of served teachers only: each takes memory for good.</summary>
    public TeacherActivity Teacher(string name) =>
        teachers.TryGetValue(name, out var known) ? known : teachers.GetOrAdd(name, static (_, clock) => new TeacherActivity(clock), clock);

    public ClientActivity Client(string name)
    {
        if (name.Length == 0 || name.StartsWith(Caller.ConnectionPrefix, StringComparison.Ordinal))
            return anonymous;
        if (clients.TryGetValue(name, out var known))
            return known;
        return full ? others : Admit(name);
    }

    private ClientActivity Admit(string name)
    {
        lock (gate)
        {
            if (clients.TryGetValue(name, out var known))
                return known;
            if (clients.Count < maxClients)
                return clients[name] = new ClientActivity(name, clock);
            full = true;
            return others;
        }
    }
}
