using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rrm.TeacherServer.Hosting;

/// <summary>Addresses as Urls has them: http://HOST:PORT, https://HOST:PORT, or either with unix:/PATH.</summary>
internal static class ListenAddress
{
    /// <summary>What is wrong with an address, or null.</summary>
    public static string? ProblemOf(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme.ToLowerInvariant() is not ("http" or "https") ? $"Urls has '{url}'; expected http for plaintext HTTP/2, or https."
                : address.PathBase.Length > 0 ? $"Urls has '{url}'; expected no path, as in {url[..^address.PathBase.Length]}."
                : null;
        }
        catch (FormatException)
        {
            return $"Urls has '{url}'; expected http://127.0.0.1:PORT, https://HOST:PORT or http://unix:/PATH.sock.";
        }
    }

    public static bool IsTls(string url) => string.Equals(BindingAddress.Parse(url).Scheme, "https", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether only programs on this machine can reach it.</summary>
    public static bool IsLocal(string url)
    {
        var address = BindingAddress.Parse(url);
        return address.IsUnixPipe || IsLocalhost(address) || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
    }

    /// <summary>Listens on an address. A host that is neither an IP address nor localhost, such as '*', stands for all addresses of the machine.</summary>
    public static void Listen(KestrelServerOptions kestrel, string url, Action<ListenOptions> configure)
    {
        var address = BindingAddress.Parse(url);
        if (address.IsUnixPipe)
            kestrel.ListenUnixSocket(address.UnixPipePath, configure);
        else if (IsLocalhost(address))
            kestrel.ListenLocalhost(address.Port, configure);
        else if (IPAddress.TryParse(address.Host, out var ip))
            kestrel.Listen(ip, address.Port, configure);
        else
            kestrel.ListenAnyIP(address.Port, configure);
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

    private static bool IsLocalhost(BindingAddress address) => string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase);
}
