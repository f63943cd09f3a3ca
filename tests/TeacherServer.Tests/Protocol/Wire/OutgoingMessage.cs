using System.Buffers;
using Grpc.Core;

namespace Rrm.TeacherServer.Tests.Protocol.Wire;

/// <summary>Where a marshaller writes; again and again into the same memory.</summary>
internal sealed class OutgoingMessage(int capacity = 1 << 16) : SerializationContext, IBufferWriter<byte>
{
    private readonly byte[] buffer = new byte[capacity];
    private int announced;
    private int written;

    public ReadOnlySpan<byte> Payload => buffer.AsSpan(0, written);

    public override void SetPayloadLength(int payloadLength) => (announced, written) = (payloadLength, 0);

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete()
    {
        // gRPC has sent this length before the message: a byte more or less breaks the connection.
        if (announced != written)
            Assert.Fail($"{announced} bytes were announced and {written} written.");
    }

    public void Advance(int count) => written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => buffer.AsMemory(written);

    public Span<byte> GetSpan(int sizeHint = 0) => buffer.AsSpan(written);
}
