using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.V1;

namespace Rrm.StudentTrainer.Tests.Teachers;

/// <summary>A request that reached the fake teacher, and the answer that a good teacher would give.</summary>
/// <param name="Number">Its place in the order of arrival, from 0.</param>
/// <param name="Attempt">How often these images were asked about, this time included.</param>
internal sealed record FakeCall(int Number, int Attempt, RepresentRequest Request, string Sha256, ServerCallContext Context)
{
    public CancellationToken Cancelled => Context.CancellationToken;

    /// <summary>The representation of an image: its first few values.</summary>
    public static float[] Represent(ReadOnlySpan<byte> pixels, int count)
    {
        var (stride, rows) = (pixels.Length / count, new float[count * FakeTeacher.Width]);
        for (var index = 0; index < rows.Length; index++)
            rows[index] = pixels[index / FakeTeacher.Width * stride + index % FakeTeacher.Width] / 255f;
        return rows;
    }

    public RepresentResponse Right() => new()
    {
        Teacher = Request.Teacher,
        Sha256 = Sha256,
        Count = Request.Images.Count,
        RepresentationWidth = FakeTeacher.Width,
        Format = FloatFormat.Float32,
        Representation = ByteString.CopyFrom(MemoryMarshal.AsBytes(Represent(Request.Images.Pixels.Span, Request.Images.Count).AsSpan())),
    };
}
