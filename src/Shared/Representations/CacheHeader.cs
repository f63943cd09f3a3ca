using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;

namespace Rrm.Representations;

/// <summary>
/// The first page of a cache file: magic, version, length of the text, CRC-32 of these and the text, and the text itself, which is this record
/// as JSON. All numbers are little-endian. docs/cache.md describes the whole file.
/// </summary>
/// <param name="Identity">Whose answers to what.</param>
/// <param name="Slots">Records that there is room for.</param>
/// <param name="BitmapOffset">Where the bits begin that say which records are there: record i is bit i % 8 of byte i / 8.</param>
/// <param name="RecordsOffset">Where the records begin.</param>
/// <param name="Stride">Bytes from one record to the next: its number (8), values, CRC-32 of both (4), and zeros up to a multiple of 8.</param>
internal sealed record CacheHeader(CacheIdentity Identity, long Slots, long BitmapOffset, long RecordsOffset, int Stride)
{
    public const int Bytes = 4096;
    public const int NumberBytes = sizeof(long), ChecksumBytes = sizeof(uint);
    private const int Version = 1, VersionAt = 8, LengthAt = 12, ChecksumAt = 16, TextAt = 20;

    private static ReadOnlySpan<byte> Magic => "RRMCACHE"u8;

    public static CacheHeader Of(CacheIdentity identity)
    {
        var values = checked(identity.Width * (identity.Format == RecordFormat.Float32 ? sizeof(float) : sizeof(ushort)));
        return new(identity, identity.Slots, Bytes, Bytes + RoundUp((identity.Slots + 7) / 8, Bytes), (int)RoundUp(NumberBytes + values + ChecksumBytes, sizeof(long)));
    }

    /// <summary>The length of the whole file.</summary>
    public long FileBytes() => checked(RecordsOffset + Slots * Stride);

    public byte[] ToBytes()
    {
        var (bytes, text) = (new byte[Bytes], JsonSerializer.SerializeToUtf8Bytes(this, JsonFormat.Line));
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(VersionAt), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(LengthAt), text.Length);
        text.CopyTo(bytes.AsSpan(TextAt));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Checksum(bytes, text.Length));
        return bytes;
    }

    /// <summary>Fails unless a file begins with this very header and has its length.</summary>
    /// <param name="page">The file's first bytes.</param>
    /// <param name="fileBytes">The file's length.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="RrmException">It is another file, a damaged one, or somebody else's answers.</exception>
    public void Require(ReadOnlySpan<byte> page, long fileBytes, string path)
    {
        if (page.Length < Bytes || !page.StartsWith(Magic))
            throw new RrmException($"'{path}' is no representation cache. Move it away, or give another folder.");
        if (BinaryPrimitives.ReadInt32LittleEndian(page[VersionAt..]) is var version && version != Version)
            throw new RrmException($"'{path}' has format version {version}; this program knows {Version}. Delete it, and it is filled anew.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(page[LengthAt..]);
        if (length is < 0 or > Bytes - TextAt || Checksum(page, length) != BinaryPrimitives.ReadUInt32LittleEndian(page[ChecksumAt..]))
            throw new RrmException($"'{path}' has a damaged header. Delete it, and it is filled anew.");
        var found = JsonSerializer.Deserialize<CacheHeader>(page.Slice(TextAt, length), JsonFormat.Line);
        if (found != this)
            throw new RrmException($"'{path}' holds answers of another kind: {string.Join(", ", DifferencesFrom(found))}. Its name was changed, or two names are alike: move it away.");
        if (fileBytes != FileBytes())
            throw new RrmException($"'{path}' has {fileBytes:N0} bytes; expected {FileBytes():N0}. It was cut off: delete it, and it is filled anew.");
    }

    private IEnumerable<string> DifferencesFrom(CacheHeader? found)
    {
        var (theirs, ours) = (JsonSerializer.SerializeToElement(found?.Identity, JsonFormat.Line), JsonSerializer.SerializeToElement(Identity, JsonFormat.Line));
        foreach (var expected in ours.EnumerateObject())
        {
            var other = theirs.ValueKind == JsonValueKind.Object ? theirs.GetProperty(expected.Name).GetRawText() : "nothing";
            if (other != expected.Value.GetRawText()) yield return $"{expected.Name} {other} where {expected.Value.GetRawText()} is asked for";
        }
    }

    // Of everything before the checksum and of the text behind it.
    private static uint Checksum(ReadOnlySpan<byte> page, int length)
    {
        var checksum = new Crc32();
        checksum.Append(page[..ChecksumAt]);
        checksum.Append(page.Slice(TextAt, length));
        return checksum.GetCurrentHashAsUInt32();
    }

    private static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;
}
