using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Rrm.TeacherServer.Hosting;

internal static class BoundSocket
{
    /// <summary>A socket to listen on. A Unix socket has its mode before it listens, so nobody else gets in meanwhile.</summary>
    public static Socket Create(EndPoint endpoint, UnixFileMode? mode)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (mode is { } wanted && endpoint is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(endpoint.ToString()!, wanted);
        return socket;
    }
}
