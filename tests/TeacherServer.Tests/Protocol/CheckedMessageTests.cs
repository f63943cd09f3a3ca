using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.Inference;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Tests.OpenInference;

namespace Rrm.TeacherServer.Tests.Protocol;

public sealed class CheckedMessageTests
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(value => value, value => value);

    [Theory]
    [InlineData("rrm.v1.TeacherService/GetTeacher")]
    [InlineData("rrm.v1.TeacherService/Represent")]
    [InlineData("inference.GRPCInferenceService/ModelInfer")]
    [InlineData("grpc.health.v1.Health/Check")]
    public async Task Bytes_that_are_no_message_are_the_callers_mistake(string method)
    {
        await using var server = await RunningServer.StartAsync();
        // Ends inside a number; ends inside a text; has a wire type that there is not.
        foreach (var bytes in new byte[][] { [0x0a, 0x80], [0x0a, 0x05, 0x41], [0x0f] })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => CallAsync(server, method, bytes));
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            Assert.NotEmpty(refusal.Status.Detail);
        }
    }

    [Fact]
    public async Task A_stream_answers_what_came_before_bytes_that_are_no_message()
    {
        await using var server = await RunningServer.StartAsync();
        using var call = server.Connect().CreateCallInvoker().AsyncDuplexStreamingCall(Define(MethodType.DuplexStreaming, "inference.GRPCInferenceService/ModelStreamInfer"), null, default);
        await call.RequestStream.WriteAsync(InferRequests.Bytes(2).ToByteArray()).InTime();
        await call.RequestStream.WriteAsync([0x0f]).InTime();
        Assert.True(await call.ResponseStream.MoveNext(default).InTime());
        Assert.Equal("", ModelStreamInferResponse.Parser.ParseFrom(call.ResponseStream.Current).ErrorMessage);
        var end = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default).InTime());
        Assert.Equal(StatusCode.InvalidArgument, end.StatusCode);
    }

    [Fact]
    public async Task A_message_of_nothing_but_empty_messages_is_not_made_into_objects()
    {
        await using var server = await RunningServer.StartAsync();
        // Five million inputs in ten megabytes, which would be gigabytes.
        var bytes = new byte[10_000_000];
        for (var index = 0; index < bytes.Length; index += 2)
            bytes[index] = 0x2a;
        var before = GC.GetTotalAllocatedBytes();
        var refusal = await Assert.ThrowsAsync<RpcException>(() => CallAsync(server, "inference.GRPCInferenceService/ModelInfer", bytes));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("more than 262144 of its bytes are fields, not data", refusal.Status.Detail);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200 << 20);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_bomb_is_not_inflated_and_an_honest_compressed_message_is_answered(string encoding)
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxRequestImages = 32 });
        var compressed = new Metadata { { "grpc-internal-encoding-request", encoding } };
        var request = InferRequests.Bytes(3);
        var answer = await server.Inference().ModelInferAsync(request, compressed).ResponseAsync.InTime();
        Assert.Equal(server.Repository.Find("dnn")!.Model.Expected(request.Same()).Logits, answer.Floats("logits"));

        var bomb = new byte[40 << 20];
        var before = GC.GetTotalAllocatedBytes();
        var refusal = await Assert.ThrowsAsync<RpcException>(() => CallAsync(server, "inference.GRPCInferenceService/ModelInfer", bomb, compressed));
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.Contains($"The {encoding} message holds more than 458752 bytes", refusal.Status.Detail);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, bomb.Length / 2);
    }

    [Fact]
    public void Structure_is_what_is_not_bulk_data_however_deep_and_in_however_many_pieces()
    {
        var request = InferRequests.Bytes(4);
        request.Inputs[0].Contents = new() { UintContents = { Enumerable.Repeat(200u, 5000) }, BytesContents = { ByteString.CopyFromUtf8("x") } };
        var bytes = request.ToByteArray();
        var structure = MessageStructure.BytesOf(ModelInferRequest.Descriptor, new(bytes));
        // Tags, lengths and the shape; neither the pixels nor the values nor the names.
        Assert.InRange(structure, 20, 60);
        Assert.Equal(structure, MessageStructure.BytesOf(ModelInferRequest.Descriptor, Segment.Split(bytes, 7)));
        Assert.Throws<InvalidDataException>(() => MessageStructure.BytesOf(ModelInferRequest.Descriptor, Segment.Split(bytes[..^1], 7)));
    }

    private static Task<byte[]> CallAsync(RunningServer server, string method, byte[] bytes, Metadata? metadata = null) =>
        server.Connect().CreateCallInvoker().AsyncUnaryCall(Define(MethodType.Unary, method), null, new CallOptions(metadata), bytes).ResponseAsync.InTime();

    private static Method<byte[], byte[]> Define(MethodType type, string method) => new(type, method.Split('/')[0], method.Split('/')[1], Bytes, Bytes);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Split(byte[] bytes, int size)
        {
            var first = new Segment { Memory = bytes.AsMemory(0, size) };
            var last = first;
            for (var start = size; start < bytes.Length; start += size)
            {
                var next = new Segment { Memory = bytes.AsMemory(start, Math.Min(size, bytes.Length - start)), RunningIndex = start };
                last.Next = next;
                last = next;
            }
            return new(first, 0, last, last.Memory.Length);
        }
    }
}
