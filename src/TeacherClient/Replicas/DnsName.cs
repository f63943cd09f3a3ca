using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Rrm.Clients.Replicas;

/// <summary>A host whose every address serves the teacher. Looked up when first needed, and again while it is used.</summary>
/// <param name="endpoint">The host.</param>
/// <param name="resolve">From a host to its addresses.</param>
/// <param name="refresh">Age at which addresses are looked up again.</param>
/// <param name="found">Told the addresses after every look-up that found some.</param>
internal sealed class DnsName(TeacherEndpoint endpoint, Func<string, Task<IPAddress[]>> resolve, TimeSpan refresh, Action<TeacherEndpoint, IPAddress[]> found)
{
    private readonly Lock gate = new();
    private Task looking = Task.CompletedTask;
    private long looked;
    private volatile bool isKnown;

    /// <summary>Looks it up if that was never done, or long ago. Only the first look-up is waited for; a later one that fails leaves what was found before.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: the host has no address.</exception>
    public Task FreshenAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            var isDue = !isKnown || TimeProvider.System.GetElapsedTime(looked) >= refresh;
            if (isDue && looking.IsCompleted)
                (looked, looking) = (TimeProvider.System.GetTimestamp(), LookUpAsync());
            return isKnown ? Task.CompletedTask : looking.WaitAsync(cancellation);
        }
    }

    private async Task LookUpAsync()
    {
        var host = endpoint.Origin.DnsSafeHost;
        try
        {
            var addresses = await resolve(host);
            if (addresses.Length == 0)
                throw new SocketException((int)SocketError.HostNotFound);
            found(endpoint, [.. addresses.Distinct()]);
            isKnown = true;
        }
        catch (SocketException) when (isKnown)
        {
            // The name server is away; the services may well be there.
        }
        catch (SocketException problem)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"host '{host}' has no address: {problem.Message}"));
        }
    }
}
