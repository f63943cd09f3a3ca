namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>What a connection may send that is not, or not quite, HTTP/2.</summary>
internal static class Http2Junk
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly byte[] EmptySettings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    public static byte[] Bytes(Random random) => random.Next(6) switch
    {
        0 => Noise(random, 4000),
        1 => Preface[..random.Next(Preface.Length)],
        2 => [.. "POST /rrm.v1.TeacherService/Represent HTTP/1.1\r\nHost: x\r\n\r\n"u8],
        3 => [.. Preface, .. Noise(random, 4000)],
        4 => [.. Preface, .. EmptySettings, .. Enumerable.Range(0, random.Next(1, 40)).SelectMany(_ => Frame(random, (byte)random.Next(12)))],
        // HEADERS whose header block is noise, then DATA on streams that nobody opened.
        _ => [.. Preface, .. EmptySettings, .. Frame(random, 1), .. Frame(random, 0)],
    };

    private static byte[] Frame(Random random, byte type)
    {
        var content = Noise(random, 200);
        // Now and then a length that the content has not.
        var length = random.Next(4) == 0 ? random.Next(1 << 24) : content.Length;
        return [(byte)(length >> 16), (byte)(length >> 8), (byte)length, type, (byte)random.Next(256), 0, 0, 0, (byte)random.Next(8), .. content];
    }

    private static byte[] Noise(Random random, int most)
    {
        var noise = new byte[random.Next(1, most)];
        random.NextBytes(noise);
        return noise;
    }
}
