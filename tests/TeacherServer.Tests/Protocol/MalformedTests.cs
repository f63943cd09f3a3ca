using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Tests.Protocol;

/// <summary>Bytes that are no message, from a client that sends what it likes.</summary>
public sealed class MalformedTests
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(static bytes => bytes, static bytes => bytes);

    // images { pixels: 100 bytes, of which there are two }
    private static readonly byte[] Cut = [0x1a, 4, 0x22, 100, 1, 2];

    [Fact]
    public async Task They_are_invalid_and_the_connection_goes_on()
    {
        await using var server = await RunningServer.StartAsync();
        var channel = server.Connect();
        var method = new Method<byte[], byte[]>(MethodType.Unary, "rrm.v1.TeacherService", "Represent", Raw, Raw);
        foreach (var message in new byte[][] { Cut, [0xff], [7], [.. Enumerable.Repeat((byte)0xff, 20)] })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, message).ResponseAsync.InTime());
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            Assert.StartsWith("The message cannot be read: ", refusal.Status.Detail);
        }
        var request = Requests.Bytes(2);
        server.Repository.Find("dnn")!.AssertAnswers(request, await new TeacherService.TeacherServiceClient(channel).RepresentAsync(request).ResponseAsync.InTime());
    }

    [Fact]
    public async Task In_a_stream_they_get_an_error_in_their_place()
    {
        await using var server = await RunningServer.StartAsync();
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "rrm.v1.TeacherService", "RepresentStream", Raw, Raw);
        using var call = server.Connect().CreateCallInvoker().AsyncDuplexStreamingCall(method, null, default);
        var good = Requests.Bytes(2);
        await call.RequestStream.WriteAsync([0x08, 7, 0x12, (byte)Cut.Length, .. Cut]).InTime();
        await call.RequestStream.WriteAsync(new RepresentStreamRequest { RequestId = 8, Request = good }.ToByteArray()).InTime();
        await call.RequestStream.CompleteAsync().InTime();

        var answers = new Dictionary<ulong, RepresentStreamResponse>();
        while (await call.ResponseStream.MoveNext(default).InTime())
        {
            var answer = RepresentStreamResponse.Parser.ParseFrom(call.ResponseStream.Current);
            answers.Add(answer.RequestId, answer);
        }
        Assert.Equal(2, answers.Count);
        Assert.Equal((int)StatusCode.InvalidArgument, answers[7].Error.Code);
        server.Repository.Find("dnn")!.AssertAnswers(good, answers[8].Response);
    }
}
