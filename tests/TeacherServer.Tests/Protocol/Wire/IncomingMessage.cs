using System.Buffers;
using Grpc.Core;

namespace Rrm.TeacherServer.Tests.Protocol.Wire;

/// <summary>A message as gRPC hands it to a marshaller: in pieces, as a pipe has it.</summary>
internal sealed class IncomingMessage : DeserializationContext
{
    public ReadOnlySequence<byte> Payload { get; set; }

    public override int PayloadLength => (int)Payload.Length;

    public static IncomingMessage Of(byte[] message, Random random)
    {
        var first = new Piece(ReadOnlyMemory<byte>.Empty, 0);
        var last = first;
        for (var start = 0; start < message.Length;)
        {
            var length = Math.Min(random.Next(2) == 0 ? random.Next(1, 8) : random.Next(1, 5000), message.Length - start);
            last = last.Append(message.AsMemory(start, length));
            start += length;
        }
        return new() { Payload = new(first, 0, last, last.Memory.Length) };
    }

    public override byte[] PayloadAsNewBuffer() => Payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => Payload;

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
