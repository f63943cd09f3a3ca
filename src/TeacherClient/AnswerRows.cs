using System.Runtime.InteropServices;
using Rrm.Protocol.V1;

namespace Rrm.Clients;

/// <summary>One output of a teacher, a row an image. The memory is the answer's own.</summary>
/// <param name="Bytes">Little-endian values [count, width].</param>
/// <param name="Width">Values in a row.</param>
/// <param name="Format">Of a value.</param>
public sealed record AnswerRows(ReadOnlyMemory<byte> Bytes, int Width, FloatFormat Format)
{
    /// <summary>All rows, one behind the other.</summary>
    /// <exception cref="InvalidOperationException">They are float16: read <see cref="Bytes"/>.</exception>
    public ReadOnlySpan<float> Values => Format == FloatFormat.Float16
        ? throw new InvalidOperationException("The answer is float16, as it was asked for. Read its bytes, or ask for float32.")
        : MemoryMarshal.Cast<byte, float>(Bytes.Span);

    /// <summary>One image's values.</summary>
    public ReadOnlySpan<float> this[int row] => Values.Slice(row * Width, Width);
}
