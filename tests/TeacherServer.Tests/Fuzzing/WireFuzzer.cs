using Google.Protobuf;

namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>Cases as a function of a seed and a number, so that any of them can be sent again alone.</summary>
internal static class WireFuzzer
{
    public static WireCase Case(int seed, int number)
    {
        var random = new Random(unchecked(seed * 1_000_003 + number));
        var (method, first) = ValidMessages.Pick(random);
        // Several messages: right for a stream, wrong for a single call.
        var messages = new List<byte[]>();
        for (var count = random.Next(8) == 0 ? random.Next(2, 5) : 1; count > 0; count--)
            messages.Add(Mutated(Another(first, random), random));
        return Frames.Case(method, messages, random);
    }

    private static byte[] Mutated(IMessage message, Random random)
    {
        if (random.Next(2) == 0)
            FieldMutations.Spoil(message, random);
        var bytes = message.ToByteArray();
        for (var times = random.Next(4); times > 0; times--)
            bytes = ByteMutations.Mutate(bytes, random);
        return bytes;
    }

    // A copy; sometimes a message of another type, which is a mutation, too.
    private static IMessage Another(IMessage message, Random random) =>
        random.Next(16) == 0 ? ValidMessages.Pick(random).Message : message.Descriptor.Parser.ParseFrom(message.ToByteArray());
}
