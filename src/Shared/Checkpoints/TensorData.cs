using System.Runtime.InteropServices;

namespace Rrm.Checkpoints;

/// <summary>A tensor as plain memory: type, shape and little-endian row-major bytes.</summary>
public sealed record TensorData(TensorType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The values of a float32 tensor, without a copy.</summary>
    public ReadOnlySpan<float> Floats => Type == TensorType.F32
        ? MemoryMarshal.Cast<byte, float>(Bytes.Span)
        : throw new InvalidOperationException($"The tensor holds {Type}, not F32.");

    public static TensorData Of(ReadOnlySpan<float> values, params IReadOnlyList<long> shape) => new(TensorType.F32, shape, MemoryMarshal.AsBytes(values).ToArray());

    public static TensorData Of(long scalar) => new(TensorType.I64, [], BitConverter.GetBytes(scalar));

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 => 8,
        TensorType.F32 or TensorType.I32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => 2,
        _ => 1,
    };
}
