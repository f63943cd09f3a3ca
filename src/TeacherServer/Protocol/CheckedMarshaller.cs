using Google.Protobuf;
using Grpc.Core;

namespace Rrm.TeacherServer.Protocol;

/// <summary>
/// Reads messages that may be anything. What is no message is the caller's mistake and is told so; left alone, gRPC would log it as a failure of this
/// server. What nobody knows in a message is not kept.
/// </summary>
internal static class CheckedMarshaller
{
    public static Marshaller<T> Of<T>(Marshaller<T> marshaller) where T : class
    {
        if (Activator.CreateInstance<T>() is not IMessage { Descriptor: var type })
            return marshaller;
        var parser = type.Parser.WithDiscardUnknownFields(true);
        return new(marshaller.ContextualSerializer, context =>
        {
            try
            {
                var payload = context.PayloadAsReadOnlySequence();
                MessageStructure.Require(type, payload);
                return (T)parser.ParseFrom(payload);
            }
            catch (Exception problem) when (problem is InvalidDataException or InvalidProtocolBufferException)
            {
                throw Invalid(type.Name, problem.Message);
            }
        });
    }

    private static RpcException Invalid(string type, string why) =>
        new(new Status(StatusCode.InvalidArgument, $"The message is no {type}: {why.TrimEnd('.')}."));
}
