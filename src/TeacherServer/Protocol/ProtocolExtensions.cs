using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rrm.Checkpoints;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Protocol;

internal static class ProtocolExtensions
{
    public static void AddProtocol(this WebApplicationBuilder builder, ServerOptions options, IReadOnlyList<TeacherFolder> folders)
    {
        var maxMessageBytes = TeacherDescription.MaxMessageBytes(folders.Select(folder => folder.Manifest.Input), options);
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // HTTP/2 without TLS: gRPC clients know it beforehand, so no negotiation is needed.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
            // Kestrel's own limit (30 MB) would break a large unary request in the middle; gRPC's below refuses it with a status.
            kestrel.Limits.MaxRequestBodySize = null;
            // A trainer that evaluates for minutes reads no answers meanwhile. What waits for it is bounded; pings find out whether it is alive.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        });
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = maxMessageBytes);
        builder.Services.AddGrpcReflection();
        builder.Services.AddSingleton<ClientQuotas>();
        builder.Services.AddSingleton<Representer>();
        builder.Services.AddSingleton<TeacherRpc>();
        builder.Services.AddSingleton<TeacherHealth>();
    }

    public static void MapProtocol(this WebApplication application)
    {
        application.MapGrpcService<TeacherRpc>();
        application.MapGrpcService<TeacherHealth>();
        application.MapGrpcReflectionService();
    }
}
