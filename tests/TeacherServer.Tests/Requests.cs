using System.Runtime.InteropServices;
using Google.Protobuf;
using Rrm.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Repository;
using Shape = Rrm.Images.ImageShape;

namespace Rrm.TeacherServer.Tests;

/// <summary>Requests as a client makes them, and what the model itself answers to them.</summary>
internal static class Requests
{
    public static readonly Shape Shape = new(3, 32, 32);

    /// <summary>Golden images; every salt gives others.</summary>
    public static RepresentRequest Bytes(int count, uint salt = 0, string teacher = "dnn") =>
        Of(count, PixelFormat.Uint8, Goldens.Images(count, Shape, salt), teacher);

    public static RepresentRequest Floats(float[] pixels, string teacher = "dnn") =>
        Of(pixels.Length / Shape.Elements, PixelFormat.Float32, MemoryMarshal.AsBytes(pixels.AsSpan()), teacher);

    public static float[] FloatsOf(ByteString bytes) => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();

    public static Half[] HalvesOf(ByteString bytes) => MemoryMarshal.Cast<byte, Half>(bytes.Span).ToArray();

    /// <summary>The model's own outputs for a uint8 request, computed alone.</summary>
    public static (float[] Representation, float[] Logits) Expected(this TeacherModel model, RepresentRequest request)
    {
        using var runner = model.CreateRunner(64);
        var count = request.Images.Count;
        var (representation, logits) = (new float[count * model.Manifest.RepresentationWidth], new float[count * model.Manifest.Classes]);
        if (request.Images.Format == PixelFormat.Uint8)
            runner.Run(request.Images.Pixels.Span, count, representation, logits);
        else
            runner.Run(MemoryMarshal.Cast<byte, float>(request.Images.Pixels.Span), count, representation, logits);
        return (representation, logits);
    }

    /// <summary>Fails unless the reply is bit for bit what the model answers to this request alone.</summary>
    public static void AssertAnswers(this ServedTeacher teacher, RepresentRequest request, RepresentResponse reply)
    {
        Assert.Equal((teacher.Name, teacher.Sha256, request.Images.Count), (reply.Teacher, reply.Sha256, reply.Count));
        Assert.Equal(teacher.Model.Expected(request).Representation, FloatsOf(reply.Representation));
    }

    private static RepresentRequest Of(int count, PixelFormat format, ReadOnlySpan<byte> pixels, string teacher) => new()
    {
        Teacher = teacher,
        Images = new ImageBatch
        {
            Count = count,
            Shape = new ImageShape { Channels = Shape.Channels, Height = Shape.Height, Width = Shape.Width },
            Format = format,
            Pixels = ByteString.CopyFrom(pixels),
        },
    };
}
