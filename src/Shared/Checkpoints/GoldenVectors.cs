using System.Runtime.InteropServices;

namespace Rrm.Checkpoints;

/// <summary>What a teacher answered to the <see cref="ProbeImages"/> where it was exported. Whoever loads it can tell whether it computes the same elsewhere.</summary>
/// <param name="Rule">Which probe images: <see cref="ProbeImages.Rule"/>.</param>
/// <param name="Representation">float32, little-endian, [images, width]; base64 in the file.</param>
/// <param name="Logits">The same, [images, classes].</param>
/// <param name="Tolerance">The largest difference allowed, as a share of the largest magnitude of the output.</param>
public sealed record GoldenVectors(string Rule, byte[] Representation, byte[] Logits, double Tolerance)
{
    // A GPU without TF32 differs from a CPU by a few 1e-6. Integer arithmetic is exact, but a scale that another instruction set rounds the other way moves
    // a value by a step of its grid, a hundredth or so of the range; the saturation that the check is for shifts whole channels.
    private const double Float32Tolerance = 1e-4, Int8Tolerance = 0.05;

    /// <summary>Of answers to all probe images, by a teacher of this precision.</summary>
    public static GoldenVectors Of(ReadOnlySpan<float> representation, ReadOnlySpan<float> logits, string precision) => new(
        ProbeImages.Rule, MemoryMarshal.AsBytes(representation).ToArray(), MemoryMarshal.AsBytes(logits).ToArray(),
        precision == TeacherPrecision.Int8 ? Int8Tolerance : Float32Tolerance);
}
