namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>Messages that are not well-formed, or not what they were.</summary>
internal static class ByteMutations
{
    private static readonly byte[] LongestNumber = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];

    // Numbers of more bytes than a number has, a length beyond everything, tags that there are not, groups that nobody closes.
    private static readonly byte[][] Poison =
    [
        LongestNumber, [.. LongestNumber[..9], 0xff, 0xff, 0x01], [0x3a, .. LongestNumber], [0x1a, 0xff, 0xff, 0xff, 0xff, 0x07], [0x00], [0x07], [0x0e], [0x0c], [0x0b],
        [.. Enumerable.Repeat((byte)0x0b, 5000)], [0xfa, 0xff, 0xff, 0xff, 0x0f, 0x00], [0x80], [.. Enumerable.Repeat((byte)0x80, 40)],
    ];

    /// <summary>A changed copy. Most changes fall on the head, where tags, lengths and names are: the rest is pixels.</summary>
    public static byte[] Mutate(byte[] message, Random random)
    {
        var at = Position(message, random);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 12)), message.Length - at);
        return random.Next(8) switch
        {
            0 => Changed(message, at, random),
            1 => message[..at],
            2 => [.. message[..at], .. message[(at + length)..]],
            3 => [.. message[..(at + length)], .. message[at..]],
            4 => [.. message[..at], .. Noise(random), .. message[at..]],
            5 => [.. message[..at], .. Poison[random.Next(Poison.Length)], .. message[at..]],
            6 => [.. message, .. Poison[random.Next(Poison.Length)]],
            // A message of many empty messages: each is two bytes here, and an object there.
            _ => [.. message, .. Enumerable.Repeat<byte[]>([(byte)(random.Next(1, 16) << 3 | 2), 0], random.Next(1, 200_000)).SelectMany(pair => pair)],
        };
    }

    private static byte[] Changed(byte[] message, int at, Random random)
    {
        var changed = message.ToArray();
        for (var times = random.Next(1, 5); times > 0 && changed.Length > 0; times--, at = Position(message, random))
            changed[Math.Min(at, changed.Length - 1)] = random.Next(3) switch
            {
                0 => (byte)(changed[Math.Min(at, changed.Length - 1)] ^ 1 << random.Next(8)),
                1 => 0xff,
                _ => (byte)random.Next(256),
            };
        return changed;
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 64)];
        random.NextBytes(noise);
        return noise;
    }

    private static int Position(byte[] message, Random random) => random.Next(3) == 0 ? random.Next(message.Length + 1) : random.Next(Math.Min(message.Length, 64) + 1);
}
