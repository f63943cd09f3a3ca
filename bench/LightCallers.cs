using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Rrm.Protocol.V1;

namespace Rrm.Bench;

/// <summary>
/// Clients that cost as little as they can: prepared bytes go out, and of the answers only the length is read. They share the cores with the
/// service, so the less they do, the more of the time that is measured is the service's.
/// </summary>
internal sealed class LightCallers(Func<GrpcChannel> connect, IReadOnlyList<RepresentRequest> requests) : IDisposable
{
    private static readonly Method<byte[], Length> Represent = new(MethodType.Unary, "rrm.v1.TeacherService", "Represent",
        Marshallers.Create<byte[]>(static bytes => bytes, static bytes => bytes),
        Marshallers.Create<Length>(static (_, _) => throw new NotSupportedException(), static context => new(context.PayloadLength)));

    private readonly GrpcChannel[] channels = [.. requests.Select(_ => connect())];
    private readonly byte[][] messages = [.. requests.Select(request => request.ToByteArray())];
    private readonly int batch = requests[0].Images.Count;

    public double Seconds(int images)
    {
        var start = Stopwatch.GetTimestamp();
        Task.WhenAll(channels.Zip(messages, (channel, message) => Task.Run(() => Send(channel.CreateCallInvoker(), message, images / batch / channels.Length)))).GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var channel in channels)
            channel.Dispose();
    }

    private async Task Send(CallInvoker invoker, byte[] message, int times)
    {
        for (var sent = 0; sent < times; sent++)
        {
            var answer = await invoker.AsyncUnaryCall(Represent, null, default, message);
            if (answer.Bytes < batch)
                throw new InvalidOperationException($"The answer to {batch} images has {answer.Bytes} bytes.");
        }
    }

    private sealed record Length(int Bytes);
}
