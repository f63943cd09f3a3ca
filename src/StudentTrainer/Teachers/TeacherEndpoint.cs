using System.Net.Sockets;
using Grpc.Net.Client;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>Where a served teacher is: http(s)://host:port/NAME, or unix:/path.sock/NAME.</summary>
/// <param name="Address">The address without the name.</param>
/// <param name="Teacher">The teacher's name.</param>
/// <param name="SocketPath">Set for a Unix socket.</param>
public sealed record TeacherEndpoint(string Address, string Teacher, string? SocketPath)
{
    private static readonly string[] Schemes = ["http://", "https://", "unix:"];

    /// <summary>Whether a --teacher value names services rather than a folder.</summary>
    public static bool IsEndpoint(string value) => Schemes.Any(scheme => value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>One or more endpoints, separated by commas.</summary>
    public static IReadOnlyList<TeacherEndpoint> ParseList(string values) => [.. values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>A channel that reconnects quickly: the service may be restarted under a running trainer.</summary>
    public GrpcChannel Connect()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
        };
        if (SocketPath is { } path)
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        return GrpcChannel.ForAddress(SocketPath is null ? Address : "http://localhost", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(2),
        });
    }

    public override string ToString() => $"{Address}/{Teacher}";

    private static TeacherEndpoint Parse(string value)
    {
        var slash = value.LastIndexOf('/');
        var (address, name) = slash > 0 ? (value[..slash], value[(slash + 1)..]) : (value, "");
        if (name.Length > 0 && address.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) && address.Length > "unix:".Length)
            return new(address, name, address["unix:".Length..]);
        if (name.Length > 0 && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Host.Length: > 0, AbsolutePath: "/" })
            return new(address, name, null);
        throw new RrmException($"Teacher endpoint '{value}' is not one; expected http://host:port/NAME, https://host:port/NAME or unix:/path.sock/NAME.");
    }
}
