using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Rrm.Clients.Replicas;

/// <summary>Channels to services.</summary>
internal static class Transport
{
    /// <summary>A channel that reconnects quickly: the service may be restarted under a running client.</summary>
    /// <param name="endpoint">Whom it calls, and what a TLS certificate must name.</param>
    /// <param name="address">Which of the host's addresses is dialled; null leaves it to the system.</param>
    /// <param name="options">Certificates.</param>
    public static GrpcChannel Open(TeacherEndpoint endpoint, IPAddress? address, TeacherClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
            SslOptions = Tls(options),
        };
        if (Target(endpoint, address) is { } target)
            handler.ConnectCallback = async (_, cancellation) => await DialAsync(target, cancellation);
        return GrpcChannel.ForAddress(endpoint.Origin, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(2),
        });
    }

    private static EndPoint? Target(TeacherEndpoint endpoint, IPAddress? address) =>
        endpoint.SocketPath is { } path ? new UnixDomainSocketEndPoint(path)
        : address is not null ? new IPEndPoint(address, endpoint.Origin.Port)
        : null;

    private static SslClientAuthenticationOptions Tls(TeacherClientOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.ClientCertificate is { } own)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        if (options.TrustedRoots is { } roots)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
        return tls;
    }

    private static async Task<Stream> DialAsync(EndPoint target, CancellationToken cancellation)
    {
        var isUnix = target.AddressFamily == AddressFamily.Unix;
        var socket = new Socket(target.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (!isUnix)
                socket.NoDelay = true;
            await socket.ConnectAsync(target, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
