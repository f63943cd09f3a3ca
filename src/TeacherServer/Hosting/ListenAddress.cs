using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Rrm.TeacherServer.Hosting;

/// <summary>Addresses as --urls takes them: http://HOST:PORT or http://unix:/PATH.</summary>
internal static class ListenAddress
{
    /// <summary>What is wrong with an address, or null.</summary>
    public static string? ProblemOf(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (!string.Equals(address.Scheme, "http", StringComparison.OrdinalIgnoreCase))
                return $"--urls has '{url}'; expected http, for plaintext HTTP/2.";
            return null;
        }
        catch (FormatException)
        {
            return $"--urls has '{url}'; expected http://127.0.0.1:PORT or http://unix:/PATH.sock.";
        }
    }

    /// <summary>Removes the socket file that a server left behind when it was killed. One that still answers, or another kind of file, is an error.</summary>
    public static void RemoveStaleSocket(string url)
    {
        var address = BindingAddress.Parse(url);
        if (!address.IsUnixPipe || !File.Exists(address.UnixPipePath))
            return;
        if (new FileInfo(address.UnixPipePath).Length > 0)
            throw new RrmException($"'{address.UnixPipePath}' is a file, not a socket. Give another path in --urls, or move it away.");
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(address.UnixPipePath));
        }
        catch (SocketException problem) when (problem.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            File.Delete(address.UnixPipePath);
            return;
        }
        throw new RrmException($"Another server listens on '{address.UnixPipePath}'. Stop it, or give another path in --urls.");
    }
}
