using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Rrm.TeacherServer.Protocol.Wire;

/// <summary>
/// Reads protobuf fields off a message that lies in pieces, without copying it. Once something is wrong it stays so, and every read gives nothing.
/// </summary>
internal ref struct WireReader(ReadOnlySequence<byte> message)
{
    private const int LongestVarint = 10;

    // Names and hashes; a longer text is none of ours but may still be read.
    private const int UsualText = 256;

    private SequenceReader<byte> reader = new(message);

    public bool IsBroken { get; private set; }

    /// <summary>The next field's number and wire type; false at the end, and when something is wrong.</summary>
    public bool TryReadTag(out uint tag)
    {
        tag = 0;
        if (IsBroken || reader.End)
            return false;
        tag = (uint)ReadVarint();
        return !IsBroken;
    }

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var place = 0; place < LongestVarint && reader.TryRead(out var next); place++)
        {
            value |= (ulong)(next & 0x7f) << (7 * place);
            if (next < 0x80)
                return value;
        }
        IsBroken = true;
        return 0;
    }

    public int ReadInt32() => (int)ReadVarint();

    public bool ReadBool() => ReadVarint() != 0;

    /// <summary>The bytes of a field, or of a message in it, where they lie.</summary>
    public ReadOnlySequence<byte> ReadBytes()
    {
        var length = ReadInt32();
        if (!IsBroken && length >= 0 && reader.TryReadExact(length, out var bytes))
            return bytes;
        IsBroken = true;
        return ReadOnlySequence<byte>.Empty;
    }

    /// <summary>A text; the very string <paramref name="last"/> when it says the same.</summary>
    public string ReadText(string last)
    {
        var bytes = ReadBytes();
        if (bytes.IsSingleSegment)
            return TextOf(bytes.FirstSpan, last);
        Span<byte> joined = bytes.Length <= UsualText ? stackalloc byte[(int)bytes.Length] : new byte[bytes.Length];
        bytes.CopyTo(joined);
        return TextOf(joined, last);
    }

    private string TextOf(scoped ReadOnlySpan<byte> bytes, string last)
    {
        if (Ascii.Equals(bytes, last))
            return last;
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        IsBroken = true;
        return "";
    }
}
