using Rrm.Checkpoints;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Protocol;

internal static class ProtocolExtensions
{
    public static void AddProtocol(this WebApplicationBuilder builder, ServerOptions options, IReadOnlyList<TeacherFolder> folders)
    {
        var maxMessageBytes = TeacherDescription.MaxMessageBytes(folders.Select(folder => folder.Manifest.Input), options);
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
