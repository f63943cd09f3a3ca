using Google.Protobuf;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Protocol.Wire;

namespace Rrm.TeacherServer.Tests.Protocol.Wire;

/// <summary>The generated code says what a message means; ours must agree on every message, and on what is none.</summary>
public sealed class RepresentFormatTests
{
    private const int Cases = 3000;

    [Fact]
    public void Random_requests_are_read_as_the_generated_code_reads_them()
    {
        var random = new Random(11);
        for (var index = 0; index < Cases; index++)
        {
            var message = RandomRequest(random).ToByteArray();
            // Fields twice, the last one counts; messages in them are merged.
            if (random.Next(4) == 0)
                message = [.. message, .. RandomRequest(random).ToByteArray()];
            AssertAgree(message, random);
        }
    }

    [Fact]
    public void Spoilt_requests_are_refused_exactly_when_the_generated_code_refuses_them()
    {
        var random = new Random(12);
        var malformed = 0;
        for (var index = 0; index < Cases; index++)
            malformed += AssertAgree(Spoilt(RandomRequest(random).ToByteArray(), random), random) ? 0 : 1;
        Assert.InRange(malformed, Cases / 10, Cases - Cases / 10);
    }

    [Fact]
    public void Streamed_requests_are_read_as_the_generated_code_reads_them()
    {
        var random = new Random(13);
        for (var index = 0; index < Cases; index++)
        {
            var message = RandomStreamRequest(random).ToByteArray();
            if (random.Next(4) == 0)
                message = [.. message, .. RandomStreamRequest(random).ToByteArray()];
            if (random.Next(2) == 0)
                message = Spoilt(message, random);

            var exchange = StreamFormat.Read(IncomingMessage.Of(message, random));
            if (Parsed(RepresentStreamRequest.Parser, message) is { } expected)
            {
                Assert.Equal(expected.RequestId, exchange.RequestId);
                AssertSame(expected.Request ?? new(), exchange);
            }
            else
                Assert.True(exchange.Malformed is not null, Convert.ToHexString(message));
            exchange.Return();
        }
    }

    [Fact]
    public void A_length_that_is_a_lie_reserves_nothing()
    {
        // images { pixels: 2 GB, of which there are three bytes }
        byte[] pixels = [0x22, 0xff, 0xff, 0xff, 0xff, 0x07, 1, 2, 3];
        byte[] message = [0x1a, (byte)pixels.Length, .. pixels];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var exchange = RepresentFormat.Read(IncomingMessage.Of(message, new Random(1)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.NotNull(exchange.Malformed);
        exchange.Return();
    }

    [Fact]
    public void Equal_names_are_the_same_string_again()
    {
        var message = new RepresentRequest { Teacher = "robust", Sha256 = new('a', 64) }.ToByteArray();
        var exchange = Exchange.Rent();
        Assert.True(RepresentFormat.TryRead(new(message), exchange));
        var (teacher, sha256) = (exchange.Teacher, exchange.Sha256);
        Assert.True(RepresentFormat.TryRead(new(message), exchange));
        Assert.Same(teacher, exchange.Teacher);
        Assert.Same(sha256, exchange.Sha256);
        exchange.Return();
    }

    // Whether it is a request at all.
    private static bool AssertAgree(byte[] message, Random random)
    {
        var exchange = RepresentFormat.Read(IncomingMessage.Of(message, random));
        var expected = Parsed(RepresentRequest.Parser, message);
        if (expected is null)
            Assert.True(exchange.Malformed is not null, Convert.ToHexString(message));
        else
            AssertSame(expected, exchange);
        exchange.Return();
        return expected is not null;
    }

    private static void AssertSame(RepresentRequest expected, Exchange actual)
    {
        Assert.Null(actual.Malformed);
        Assert.Equal((expected.Teacher, expected.Sha256), (actual.Teacher, actual.Sha256));
        Assert.Equal((expected.Representation, expected.Logits, expected.Format), (actual.WantsRepresentation, actual.WantsLogits, actual.Format));
        var (images, shape) = (expected.Images, expected.Images?.Shape);
        Assert.Equal((images is not null, shape is not null), (actual.HasImages, actual.HasShape));
        Assert.Equal((images?.Count ?? 0, images?.Format ?? default), (actual.Count, actual.PixelFormat));
        Assert.Equal((shape?.Channels ?? 0, shape?.Height ?? 0, shape?.Width ?? 0), (actual.Channels, actual.Height, actual.Width));
        Assert.True(actual.Pixels.Span.SequenceEqual(images is null ? [] : images.Pixels.Span));
    }

    private static T? Parsed<T>(MessageParser<T> parser, byte[] message) where T : class, IMessage<T>
    {
        try
        {
            // The generated code skips fields of a wire type that there is not; the service does not.
            MessageStructure.Require(((IMessage)Activator.CreateInstance<T>()).Descriptor, new(message));
            return parser.WithDiscardUnknownFields(true).ParseFrom(message);
        }
        catch (Exception problem) when (problem is InvalidDataException or InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static RepresentStreamRequest RandomStreamRequest(Random random)
    {
        var message = new RepresentStreamRequest { RequestId = (ulong)random.NextInt64() >> random.Next(64) };
        if (random.Next(8) > 0)
            message.Request = RandomRequest(random);
        return message;
    }

    private static RepresentRequest RandomRequest(Random random)
    {
        var request = new RepresentRequest
        {
            Teacher = Text(random),
            Sha256 = Text(random),
            Representation = random.Next(2) == 0,
            Logits = random.Next(2) == 0,
            Format = (FloatFormat)Number(random),
        };
        if (random.Next(8) == 0)
            return request;
        var pixels = new byte[random.Next(4) == 0 ? random.Next(20000) : random.Next(40)];
        random.NextBytes(pixels);
        request.Images = new() { Count = Number(random), Format = (PixelFormat)Number(random), Pixels = ByteString.CopyFrom(pixels) };
        if (random.Next(8) > 0)
            request.Images.Shape = new() { Channels = Number(random), Height = Number(random), Width = Number(random) };
        return request;
    }

    private static string Text(Random random) => random.Next(6) switch
    {
        0 => "",
        1 => "Lehrkörper 教師",
        2 => new string('x', random.Next(1000)),
        _ => "robust",
    };

    private static int Number(Random random) => random.Next(4) switch
    {
        0 => random.Next(int.MinValue, int.MaxValue),
        1 => 0,
        _ => random.Next(300),
    };

    // Bytes changed, cut off, put in: unknown fields, other wire types, groups, lengths that are wrong, varints without an end.
    private static byte[] Spoilt(byte[] message, Random random)
    {
        var bytes = message.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var place = random.Next(Math.Min(bytes.Count, 60) + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 1:
                    bytes.Insert(place, (byte)random.Next(256));
                    break;
                case 2 when place < bytes.Count:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.InsertRange(place, Enumerable.Repeat((byte)0xff, random.Next(12)));
                    break;
                default:
                    // A field that nobody knows.
                    bytes.AddRange([0xa2, 0x06, 2, 7, 7]);
                    break;
            }
        }
        return [.. bytes];
    }
}
