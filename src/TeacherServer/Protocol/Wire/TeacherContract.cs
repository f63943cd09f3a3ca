using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Rrm.TeacherServer.Protocol.Wire;

/// <summary>
/// rrm.v1.TeacherService as the code generator would bind it, but for messages with pixels and outputs, that are exchanges.
/// Names and shape of this class are what ASP.NET's gRPC and its reflection service look for.
/// </summary>
internal static class TeacherContract
{
    private static readonly Marshaller<Exchange> Batch = Marshallers.Create<Exchange>(RepresentFormat.Write, RepresentFormat.Read);
    private static readonly Marshaller<Exchange> StreamedBatch = Marshallers.Create<Exchange>(StreamFormat.Write, StreamFormat.Read);

    public static ServiceDescriptor Descriptor => TeacherService.Descriptor;

    public static void BindService(ServiceBinderBase binder, Service? service)
    {
        binder.AddMethod(
            Define(MethodType.Unary, nameof(Service.ListTeachers), Generated(ListTeachersRequest.Parser), Generated(ListTeachersResponse.Parser)),
            service is null ? null : new UnaryServerMethod<ListTeachersRequest, ListTeachersResponse>(service.ListTeachers));
        binder.AddMethod(
            Define(MethodType.Unary, nameof(Service.GetTeacher), Generated(GetTeacherRequest.Parser), Generated(Teacher.Parser)),
            service is null ? null : new UnaryServerMethod<GetTeacherRequest, Teacher>(service.GetTeacher));
        binder.AddMethod(
            Define(MethodType.Unary, nameof(Service.Represent), Batch, Batch),
            service is null ? null : new UnaryServerMethod<Exchange, Exchange>(service.Represent));
        binder.AddMethod(
            Define(MethodType.DuplexStreaming, nameof(Service.RepresentStream), StreamedBatch, StreamedBatch),
            service is null ? null : new DuplexStreamingServerMethod<Exchange, Exchange>(service.RepresentStream));
    }

    private static Method<TRequest, TResponse> Define<TRequest, TResponse>(
        MethodType type, string name, Marshaller<TRequest> requests, Marshaller<TResponse> responses) =>
        new(type, Descriptor.FullName, name, requests, responses);

    private static Marshaller<T> Generated<T>(MessageParser<T> parser) where T : IMessage<T> => Marshallers.Create<T>(
        static (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    [BindServiceMethod(typeof(TeacherContract), nameof(BindService))]
    internal abstract class Service
    {
        public abstract Task<ListTeachersResponse> ListTeachers(ListTeachersRequest request, ServerCallContext context);

        public abstract Task<Teacher> GetTeacher(GetTeacherRequest request, ServerCallContext context);

        public abstract Task<Exchange> Represent(Exchange request, ServerCallContext context);

        public abstract Task RepresentStream(IAsyncStreamReader<Exchange> requests, IServerStreamWriter<Exchange> responses, ServerCallContext context);
    }
}
