using System.Buffers;
using System.Numerics;
using System.Text;

namespace Rrm.TeacherServer.Protocol.Wire;

/// <summary>Writes protobuf fields straight into a pipe. As proto3 has it, a field that is zero or empty is not written.</summary>
internal static class WireWriter
{
    private const int Tag = 1;
    private const int LongestVarint = 10;

    public static int SizeOfVarint(ulong value) => (70 - BitOperations.LeadingZeroCount(value | 1)) / 7;

    public static int SizeOf(int value) => value == 0 ? 0 : Tag + SizeOfVarint((ulong)value);

    public static int SizeOf(ulong value) => value == 0 ? 0 : Tag + SizeOfVarint(value);

    public static int SizeOf(string text) => SizeOfBytes(Encoding.UTF8.GetByteCount(text));

    public static int SizeOf(ReadOnlyMemory<byte> bytes) => SizeOfBytes(bytes.Length);

    /// <summary>Of a message inside a message, that is written even when it is empty.</summary>
    public static int SizeOfMessage(int length) => Tag + SizeOfVarint((uint)length) + length;

    public static void Write(this IBufferWriter<byte> output, byte tag, ulong value)
    {
        if (value == 0)
            return;
        output.WriteStart(tag, value);
    }

    public static void Write(this IBufferWriter<byte> output, byte tag, string text)
    {
        if (text.Length == 0)
            return;
        var length = Encoding.UTF8.GetByteCount(text);
        output.WriteStart(tag, (uint)length);
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(length)));
    }

    public static void Write(this IBufferWriter<byte> output, byte tag, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        output.WriteStart(tag, (uint)bytes.Length);
        output.Write(bytes.Span);
    }

    /// <summary>A tag, and what follows it: a number, or the length of a text, of bytes or of a message.</summary>
    public static void WriteStart(this IBufferWriter<byte> output, byte tag, ulong value)
    {
        var span = output.GetSpan(Tag + LongestVarint);
        var place = 0;
        span[place++] = tag;
        for (; value > 0x7f; value >>= 7)
            span[place++] = (byte)(value | 0x80);
        span[place++] = (byte)value;
        output.Advance(place);
    }

    private static int SizeOfBytes(int length) => length == 0 ? 0 : SizeOfMessage(length);
}
