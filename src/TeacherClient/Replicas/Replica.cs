using System.Net;
using Grpc.Net.Client;
using Rrm.Protocol.V1;

namespace Rrm.Clients.Replicas;

/// <summary>One service that holds the teacher: the channel to it, and what is known of how it does.</summary>
internal sealed class Replica : IDisposable
{
    private readonly GrpcChannel channel;
    private int silent; // 1 from when its silence was told until it answers again.

    public Replica(TeacherEndpoint endpoint, IPAddress? address, TeacherClientOptions options)
    {
        (Endpoint, Address) = (endpoint, address);
        channel = Transport.Open(endpoint, address, options);
        Stub = new(channel);
        Breaker = new(options.BreakAfter, options.FirstBreak, options.LongestBreak, TimeProvider.System);
    }

    public TeacherEndpoint Endpoint { get; }

    /// <summary>Which of the host's addresses, where the endpoint stands for all of them.</summary>
    public IPAddress? Address { get; }

    public TeacherService.TeacherServiceClient Stub { get; }

    public Breaker Breaker { get; }

    public bool IsUp => Volatile.Read(ref silent) == 0 && !Breaker.IsOpen;

    /// <summary>Attempts and their images under way; kept by the set that it belongs to.</summary>
    public (int Attempts, int Images) InFlight { get; set; }

    /// <summary>Whether it left the set, and goes when its last attempt does.</summary>
    public bool IsRetired { get; set; }

    /// <summary>It was heard, be it to refuse.</summary>
    /// <returns>Whether it was silent before.</returns>
    public bool Heard()
    {
        Breaker.Succeeded();
        return Interlocked.Exchange(ref silent, 0) == 1;
    }

    /// <summary>It did not answer.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Failed()
    {
        Breaker.Failed();
        return Interlocked.Exchange(ref silent, 1) == 0;
    }

    /// <summary>Another one, asked later, answered sooner. Once is chance; as often as failures open the breaker, it is silence.</summary>
    /// <returns>Whether it is silent from now on.</returns>
    public bool Lagged() => Breaker.Failed() && Interlocked.Exchange(ref silent, 1) == 0;

    public override string ToString() => Address is null ? $"{Endpoint}" : $"{Endpoint} at {Address}";

    public void Dispose() => channel.Dispose();
}
