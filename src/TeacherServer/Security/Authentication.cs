using System.Net;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Security;

/// <summary>Finds out who calls before anything else is done for a call. Afterwards <see cref="CallerFeature.Caller"/> knows.</summary>
internal sealed class Authentication(ClientDirectory clients, SecurityOptions options, ServerMetrics metrics)
{
    private const string Scheme = "Bearer ";
    private const string HealthService = "/grpc.health.v1.Health/";

    /// <summary>Middleware for gRPC: every method of every service.</summary>
    public Task AuthenticateAsync(HttpContext context, RequestDelegate next)
    {
        if (!options.AsksWhoCalls)
        {
            context.Features.Set(new Caller(context.ClaimedName(), options.MaxImagesInFlight ?? int.MaxValue));
            return next(context);
        }
        var caller = Identify(context);
        if (caller is null && options.AnonymousHealth && context.Request.Path.Value!.StartsWith(HealthService, StringComparison.Ordinal))
            caller = ClientDirectory.Nobody;
        if (caller is null)
        {
            metrics.Refused("", "", RefusalReason.Unauthenticated);
            return context.Response.RefuseAsync(Denial.Stranger);
        }
        context.Features.Set(caller);
        return next(context);
    }

    /// <summary>Middleware for pages and metrics. Who is on the same machine may read them, and clients that may use every teacher; probes are let through as health is.</summary>
    public Task GuardPagesAsync(HttpContext context, RequestDelegate next)
    {
        if (!options.AsksWhoCalls || options.AnonymousTelemetry || IsLocal(context.Connection) || (options.AnonymousHealth && IsProbe(context.Request)) || MayRead(context))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    // The pages tell of all teachers and clients, so not whoever may use only some; and a token that travels here in plaintext is anybody's.
    private bool MayRead(HttpContext context) =>
        (context.Request.IsHttps || options.AllowPlaintextTokens) && Identify(context) is { Teachers: null };

    // A token that is wrong is not made good by a certificate: somebody's configuration is broken, and should hear of it.
    private Caller? Identify(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count > 0)
            return header is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? clients.Current.OfToken(value.AsSpan(Scheme.Length)) : null;
        return context.Connection.ClientCertificate is { } certificate ? clients.Current.OfCertificate(certificate) : null;
    }

    // Not what is below /ready: that tells of teachers.
    private static bool IsProbe(HttpRequest request) => request.Path.Value is "/live" or "/ready";

    // Unix sockets have no address.
    private static bool IsLocal(ConnectionInfo connection) => connection.LocalIpAddress is not { } address || IPAddress.IsLoopback(address);
}
