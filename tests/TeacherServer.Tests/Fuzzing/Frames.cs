using System.Buffers.Binary;
using System.IO.Compression;

namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>Messages on their way into a request's body: rightly, compressed, or wrongly.</summary>
internal static class Frames
{
    private static readonly Lazy<byte[]> Bomb = new(() => Gzip(new byte[64 << 20]));

    public static WireCase Case(string method, IReadOnlyList<byte[]> messages, Random random)
    {
        var whole = messages.SelectMany(message => Frame(0, message)).ToArray();
        switch (random.Next(24))
        {
            case 0: return new(method, [.. messages.SelectMany(message => Frame(1, Gzip(message)))], "gzip");
            case 1: return new(method, Frame(1, Bomb.Value), "gzip");
            case 2: return new(method, Frame(1, messages[0]), "gzip");
            case 3: return new(method, Frame(1, Broken(Gzip(messages[0]), random)), random.Next(2) == 0 ? "gzip" : "deflate");
            case 4: return new(method, Frame(1, messages[0]), "br");
            case 5: return new(method, Frame(1, messages[0]), random.Next(2) == 0 ? "" : "identity");
            case 6: return new(method, Frame((byte)random.Next(2, 256), messages[0]), "");
            case 7: return new(method, Frame(0, messages[0], random.Next(2) == 0 ? uint.MaxValue : (uint)random.Next()), "");
            case 8: return new(method, whole[..random.Next(whole.Length)], "");
            case 9: return new(method, [.. whole, .. Enumerable.Repeat((byte)random.Next(256), random.Next(1, 9))], "");
            default: return new(method, whole, "");
        }
    }

    public static byte[] Frame(byte flag, byte[] message, uint? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Gzip(byte[] message)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(message);
        return compressed.ToArray();
    }

    private static byte[] Broken(byte[] compressed, Random random)
    {
        // Of nothing, gzip makes nothing.
        if (compressed.Length == 0)
            return [0x1f];
        if (random.Next(2) == 0)
            return compressed[..random.Next(compressed.Length)];
        compressed[random.Next(compressed.Length)] ^= (byte)random.Next(1, 256);
        return compressed;
    }
}
