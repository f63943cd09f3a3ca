using System.Runtime.InteropServices;
using Rrm.Checkpoints;

namespace Rrm.Inference;

/// <summary>Whether a teacher answers here as it did where it was exported.</summary>
internal static class GoldenCheck
{
    /// <exception cref="RrmException">It answers otherwise, or the golden vectors are not this teacher's.</exception>
    public static void Require(TeacherFolder folder, Device device, GoldenVectors golden, ReadOnlySpan<float> representation, ReadOnlySpan<float> logits)
    {
        if (golden.Rule != ProbeImages.Rule)
            throw new RrmException($"The golden vectors of '{folder.Path}' are for the probe images '{golden.Rule}'; this program knows '{ProbeImages.Rule}'. Export the teacher again.");
        if (!(golden.Tolerance is > 0 and < 1))
            throw new RrmException($"The golden vectors of '{folder.Path}' allow a difference of {golden.Tolerance}; expected a share between 0 and 1. Export the teacher again.");
        Compare("representation", golden.Representation, representation);
        Compare("logits", golden.Logits, logits);

        void Compare(string output, byte[] stated, ReadOnlySpan<float> found)
        {
            if (stated.Length != found.Length * sizeof(float))
                throw new RrmException($"The golden {output} of '{folder.Path}' has {stated.Length} bytes; {found.Length * sizeof(float)} were expected. Export the teacher again.");
            var expected = MemoryMarshal.Cast<byte, float>(stated.AsSpan());
            var (difference, scale) = (0f, 0f);
            for (var index = 0; index < found.Length; index++)
                (difference, scale) = (Math.Max(difference, Math.Abs(found[index] - expected[index])), Math.Max(scale, Math.Abs(expected[index])));
            if (!(difference <= golden.Tolerance * scale)) // True for NaN as well.
                throw new RrmException(
                    $"'{folder.Path}' answers on {device} other than where it was exported: '{output}' of the probe images differs by up to {difference:g3}, where values reach {scale:g3}; "
                    + $"at most {golden.Tolerance * scale:g3} was expected. The model file is the exported one, so this device or this ONNX Runtime computes it wrongly: try another --device, or export the teacher again here.");
        }
    }
}
