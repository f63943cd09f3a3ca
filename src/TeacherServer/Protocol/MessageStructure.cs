using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Rrm.TeacherServer.Protocol;

/// <summary>
/// How much of a message is structure, that is not bulk data (bytes, texts, packed values). Bulk data takes a few times its size in memory at most. A
/// field of two bytes on the wire can become an object of hundreds, so a message of nothing but those would exhaust memory.
/// </summary>
internal static class MessageStructure
{
    /// <summary>Thousands of times what a client of good will sends.</summary>
    public const int MaxBytes = 256 << 10;

    /// <summary>Throws <see cref="InvalidDataException"/> when a message is too much structure to be parsed, or none.</summary>
    public static void Require(MessageDescriptor type, ReadOnlySequence<byte> message)
    {
        if (BytesOf(type, message) > MaxBytes)
            throw new InvalidDataException($"more than {MaxBytes} of its bytes are fields, not data");
    }

    /// <summary>
    /// Bytes of structure; counted no further than beyond <see cref="MaxBytes"/>. Throws <see cref="InvalidDataException"/> when the message cannot
    /// be walked through; such a one cannot be parsed either.
    /// </summary>
    public static long BytesOf(MessageDescriptor type, ReadOnlySequence<byte> message)
    {
        var reader = new SequenceReader<byte>(message);
        var bulk = 0L;
        while (!reader.End && reader.Consumed - bulk <= MaxBytes)
        {
            var tag = (uint)Varint(ref reader);
            switch ((WireFormat.WireType)(tag & 7))
            {
                case WireFormat.WireType.Varint:
                    Varint(ref reader);
                    break;
                case WireFormat.WireType.Fixed32:
                    Skip(ref reader, sizeof(uint));
                    break;
                case WireFormat.WireType.Fixed64:
                    Skip(ref reader, sizeof(ulong));
                    break;
                // Of a field that nobody knows; what lies between them is skipped by the parser and counted here.
                case WireFormat.WireType.StartGroup or WireFormat.WireType.EndGroup:
                    break;
                case WireFormat.WireType.LengthDelimited:
                    var length = Varint(ref reader);
                    var content = reader.UnreadSequence;
                    Skip(ref reader, length);
                    var known = type.FindFieldByNumber((int)(tag >> 3));
                    bulk += known?.FieldType switch
                    {
                        FieldType.Message => (long)length - BytesOf(known.MessageType, content.Slice(0, (long)length)),
                        // Eight bytes in memory for one here, and only shapes consist of such.
                        FieldType.Int64 or FieldType.UInt64 => 0,
                        _ => (long)length,
                    };
                    break;
                default:
                    throw new InvalidDataException($"it has a field of wire type {tag & 7}");
            }
        }
        return reader.Consumed - bulk;
    }

    private static ulong Varint(ref SequenceReader<byte> reader)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (!reader.TryRead(out var part))
                throw new InvalidDataException("it ends inside a number");
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
        throw new InvalidDataException("it has a number of more than ten bytes");
    }

    private static void Skip(ref SequenceReader<byte> reader, ulong count)
    {
        if ((ulong)reader.Remaining < count)
            throw new InvalidDataException($"a field claims {count} bytes where {reader.Remaining} are left");
        reader.Advance((long)count);
    }
}
