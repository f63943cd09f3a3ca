using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Metrics;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Security;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>
/// The status page, its JSON, metrics and probes, over HTTP/1.1. A web server of its own beside the one for gRPC: neither serves the other's
/// addresses, whatever authentication and limits the other has, and this one answers before the first teacher is loaded and until the last call is.
/// </summary>
internal sealed partial class StatusServer(
    ServerOptions options, StatusReader status, TeacherHealth health, Authentication authentication, MeterProvider meters, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private readonly ILogger logger = loggers.CreateLogger<StatusServer>();
    private WebApplication? application;

    /// <summary>Where it listens, with the real port where 0 was asked for.</summary>
    public ICollection<string> Urls => application?.Urls ?? [];

    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var url in options.Telemetry.Urls)
            ListenAddress.RemoveStaleSocket(url);
        application = Create();
        try
        {
            await application.StartAsync(cancellation);
        }
        catch (Exception problem) when (problem is IOException or SocketException or InvalidOperationException)
        {
            throw new RrmException($"Cannot serve the status page on {string.Join(" and ", options.Telemetry.Urls)}: {problem.Message}", problem);
        }
        foreach (var url in Urls)
            LogServing(logger, url);
    }

    public Task StopAsync(CancellationToken cancellation) => application?.StopAsync(cancellation) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => application?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Create()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        // Signals are the main host's.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Telemetry.Urls]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.Limits.MaxRequestBodySize = 0;
        });
        var created = builder.Build();
        created.Use(AddHeaders);
        created.Use(authentication.GuardPagesAsync);
        created.MapMethods("/", ["GET", "HEAD"], context => WriteAsync(context, "text/html; charset=utf-8", StatusDocument.Render(status.Read())));
        created.MapMethods("/status.json", ["GET", "HEAD"], context => context.Response.WriteAsJsonAsync(status.Read(), JsonFormat.Line, context.RequestAborted));
        created.MapMethods("/live", ["GET", "HEAD"], context => WriteAsync(context, "text/plain", "live\n"));
        created.MapMethods("/ready/{**service}", ["GET", "HEAD"], AnswerReadyAsync);
        created.MapPrometheusScrapingEndpoint("/metrics", meters, null, null);
        return created;
    }

    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = StatusDocument.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(context);
    }

    // As grpc.health.v1 answers for the same name; the empty one is the server.
    private Task AnswerReadyAsync(HttpContext context)
    {
        var serving = health.StatusOf(context.GetRouteValue("service") as string ?? "");
        context.Response.StatusCode = serving switch
        {
            ServingStatus.Serving => StatusCodes.Status200OK,
            ServingStatus.ServiceUnknown => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        return WriteAsync(context, "text/plain", serving switch
        {
            ServingStatus.Serving => "serving\n",
            ServingStatus.ServiceUnknown => "nothing here has this name\n",
            _ => "not serving\n",
        });
    }

    private static Task WriteAsync(HttpContext context, string contentType, string text)
    {
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    [LoggerMessage(40, LogLevel.Information, "Status page, metrics and probes on {Url}")]
    private static partial void LogServing(ILogger logger, string url);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
