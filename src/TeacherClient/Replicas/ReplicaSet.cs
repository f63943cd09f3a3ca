using System.Net;
using Grpc.Core;

namespace Rrm.Clients.Replicas;

/// <summary>All services that hold the teacher, and which of them is asked next: the one with the fewest images under way. Safe for concurrent use.</summary>
internal sealed class ReplicaSet : IDisposable
{
    private readonly Lock gate = new();
    private readonly TeacherClientOptions options;
    private readonly List<Replica> replicas;
    private readonly IReadOnlyList<DnsName> names;
    private int turn;

    /// <param name="endpoints">At least one.</param>
    /// <param name="options">For channels and breakers.</param>
    /// <param name="resolve">From a host to its addresses, for dns:/// endpoints.</param>
    public ReplicaSet(IReadOnlyList<TeacherEndpoint> endpoints, TeacherClientOptions options, Func<string, Task<IPAddress[]>> resolve)
    {
        this.options = options;
        replicas = [.. endpoints.Where(endpoint => !endpoint.IsDns).Select(endpoint => new Replica(endpoint, null, options))];
        names = [.. endpoints.Where(endpoint => endpoint.IsDns).Select(endpoint => new DnsName(endpoint, resolve, options.DnsRefresh, Replace))];
    }

    public IReadOnlyList<Replica> All
    {
        get
        {
            lock (gate)
                return [.. replicas];
        }
    }

    /// <summary>Sees to it that the hosts of dns:/// endpoints have been looked up.</summary>
    public async ValueTask FreshenAsync(CancellationToken cancellation)
    {
        foreach (var name in names)
            await name.FreshenAsync(cancellation);
    }

    /// <summary>Where a call goes. <see cref="Release"/> follows.</summary>
    /// <param name="images">The weight of the call.</param>
    /// <param name="failed">Who failed on it just now: taken only if there is no other.</param>
    /// <exception cref="RpcException">UNAVAILABLE: there is nobody.</exception>
    public Replica Take(int images, Replica? failed)
    {
        lock (gate)
        {
            // Where every breaker is open, all are tried in turn: holding calls back would help nobody.
            var best = Least_NeedsLock(replica => replica != failed && replica.Breaker.Admits) ?? Least_NeedsLock(replica => replica.Breaker.Admits)
                ?? Least_NeedsLock(replica => replica != failed) ?? Least_NeedsLock(_ => true);
            return best is null ? throw new RpcException(new Status(StatusCode.Unavailable, "no address is known")) : Begin_NeedsLock(best, images);
        }
    }

    /// <summary>Where a call goes a second time, or null if there is nobody else to be trusted. <see cref="Release"/> follows.</summary>
    public Replica? TakeOther(int images, Replica first)
    {
        lock (gate)
            return Least_NeedsLock(replica => replica != first && replica.Breaker.Admits) is { } other ? Begin_NeedsLock(other, images) : null;
    }

    /// <summary>A call has ended.</summary>
    public void Release(Replica replica, int images)
    {
        lock (gate)
        {
            replica.InFlight = (replica.InFlight.Attempts - 1, replica.InFlight.Images - images);
            if (replica.IsRetired)
                DisposeIfIdle_NeedsLock(replica);
        }
    }

    public void Dispose()
    {
        foreach (var replica in All)
            replica.Dispose();
    }

    private Replica? Least_NeedsLock(Func<Replica, bool> may)
    {
        Replica? best = null;
        turn = (turn + 1) & int.MaxValue; // Equals take turns.
        for (var place = 0; place < replicas.Count; place++)
        {
            var replica = replicas[(int)(((long)turn + place) % replicas.Count)];
            if (may(replica) && (best is null || replica.InFlight.Images < best.InFlight.Images))
                best = replica;
        }
        return best;
    }

    private static Replica Begin_NeedsLock(Replica replica, int images)
    {
        replica.Breaker.Begin();
        replica.InFlight = (replica.InFlight.Attempts + 1, replica.InFlight.Images + images);
        return replica;
    }

    private void Replace(TeacherEndpoint endpoint, IPAddress[] addresses)
    {
        lock (gate)
        {
            foreach (var gone in replicas.Where(replica => replica.Endpoint == endpoint && !addresses.Any(address => address.Equals(replica.Address))).ToList())
            {
                replicas.Remove(gone);
                gone.IsRetired = true;
                DisposeIfIdle_NeedsLock(gone);
            }
            foreach (var address in addresses.Where(address => !replicas.Any(replica => replica.Endpoint == endpoint && address.Equals(replica.Address))))
                replicas.Add(new(endpoint, address, options));
        }
    }

    private static void DisposeIfIdle_NeedsLock(Replica replica)
    {
        if (replica.InFlight.Attempts == 0)
            replica.Dispose();
    }
}
