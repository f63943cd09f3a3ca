using System.Collections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Hosting;

internal static class HostingExtensions
{
    private static readonly TimeSpan SlowBodyPatience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Only our options count. ASP.NET's own settings, from files and variables such as ASPNETCORE_URLS, could open addresses that nobody guards; OpenTelemetry's
    /// variables open none and stay.
    /// </summary>
    public static void ForgetFrameworkSettings(this WebApplicationBuilder builder)
    {
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value)));
    }

    public static void AddLifetime(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Lifecycle>();
        builder.Services.AddSingleton<ActiveCalls>();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddSingleton<IHostLifetime, SignalLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain.ConnectionsLimit);
    }

    /// <summary>Where the server listens for gRPC, with the limits of a connection. Needs <see cref="SecurityExtensions.AddSecurity"/>.</summary>
    public static void AddListeners(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = endpoint => BoundSocket.Create(endpoint, options.Security.SocketMode));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var url in options.Urls)
            {
                // Without TLS too: gRPC clients know HTTP/2 beforehand, so no negotiation is needed.
                kestrel.Listen(url, HttpProtocols.Http2);
            }
            Apply(options.Limits, kestrel.Limits);
        });
    }

    /// <summary>Listens on an address, with TLS where it is https.</summary>
    /// <param name="kestrel">Of a server whose services have <see cref="ServerTls"/>, if the address is https.</param>
    /// <param name="url">As in Urls.</param>
    /// <param name="protocols">That are spoken there.</param>
    public static void Listen(this KestrelServerOptions kestrel, string url, HttpProtocols protocols)
    {
        kestrel.AddServerHeader = false;
        ListenAddress.Listen(kestrel, url, endpoint =>
        {
            endpoint.Protocols = protocols;
            if (ListenAddress.IsTls(url))
                kestrel.ApplicationServices.GetRequiredService<ServerTls>().Use(endpoint);
        });
    }

    public static void UseActiveCalls(this WebApplication application) =>
        application.Use(application.Services.GetRequiredService<ActiveCalls>().CountAsync);

    private static void Apply(LimitOptions limits, KestrelServerLimits kestrel)
    {
        // Kestrel's own limit (30 MB) would break a large unary request in the middle; gRPC's below refuses it with a status.
        kestrel.MaxRequestBodySize = null;
        // A trainer that evaluates for minutes reads no answers meanwhile. What waits for it is bounded; pings find out whether it is alive.
        kestrel.MinResponseDataRate = null;
        kestrel.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.MinRequestBodyDataRate = limits.MinBodyBytesPerSecond > 0 ? new MinDataRate(limits.MinBodyBytesPerSecond, SlowBodyPatience) : null;
        kestrel.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Http2.MaxStreamsPerConnection = limits.MaxStreamsPerConnection;
        kestrel.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        kestrel.Http2.MaxRequestHeaderFieldSize = limits.MaxHeaderBytes;
    }
}
