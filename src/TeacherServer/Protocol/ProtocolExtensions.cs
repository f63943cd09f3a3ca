using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rrm.Checkpoints;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Protocol;

internal static class ProtocolExtensions
{
    public static void AddProtocol(this WebApplicationBuilder builder, ServerOptions options, IReadOnlyList<TeacherFolder> folders)
    {
        var maxMessageBytes = TeacherDescription.MaxMessageBytes(folders.Select(folder => folder.Manifest.Input), options);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = maxMessageBytes;
            grpc.CompressionProviders =
            [
                new BoundedCompression(new GzipCompressionProvider(CompressionLevel.Fastest), maxMessageBytes),
                new BoundedCompression(new DeflateCompressionProvider(CompressionLevel.Fastest), maxMessageBytes),
            ];
        });
        builder.Services.AddGrpcReflection();
        // In place of gRPC's own, or every method would be there twice.
        builder.Services.RemoveAll(typeof(IServiceMethodProvider<>));
        builder.Services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(CheckedMethods<>));
        builder.Services.AddSingleton<ClientQuotas>();
        builder.Services.AddSingleton<Representer>();
        builder.Services.AddSingleton<TeacherRpc>();
        builder.Services.AddSingleton<TeacherHealth>();
    }

    /// <summary>Puts a <see cref="FrameReader"/> before every call of gRPC.</summary>
    public static void UseFrameReader(this WebApplication application) => application.Use((context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type is { } type)
        {
            var isSingle = type is MethodType.Unary or MethodType.ServerStreaming;
            context.Features.Set<IRequestBodyPipeFeature>(new FrameReader(context.Request.BodyReader, isSingle, context.Request.Headers["grpc-encoding"].ToString()));
        }
        return next(context);
    });

    public static void MapProtocol(this WebApplication application)
    {
        application.MapGrpcService<TeacherRpc>();
        application.MapGrpcService<TeacherHealth>();
        application.MapGrpcReflectionService();
    }
}
