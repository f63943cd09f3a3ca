using System.Runtime.InteropServices;

namespace Rrm.Checkpoints.Importing;

/// <summary>Tensors in the two types of a checkpoint: float32 for weights and statistics, int64 for counters.</summary>
internal static class TensorCast
{
    /// <summary>Whether a tensor of the one type can become one of the other without a change of meaning.</summary>
    public static bool CanBecome(this TensorType found, TensorType wanted) => wanted == TensorType.F32
        ? found is TensorType.F64 or TensorType.F32 or TensorType.F16 or TensorType.BF16
        : found is TensorType.I64 or TensorType.I32 or TensorType.I16 or TensorType.I8 or TensorType.U8;

    /// <summary>The values as float32, rounded where the type is wider. A value beyond float32 becomes infinite.</summary>
    public static TensorData ToFloat32(this TensorData tensor) => tensor.Type switch
    {
        TensorType.F32 => tensor,
        TensorType.F64 => Convert<double, float>(tensor, TensorType.F32, value => (float)value),
        TensorType.F16 => Convert<Half, float>(tensor, TensorType.F32, value => (float)value),
        TensorType.BF16 => Convert<ushort, float>(tensor, TensorType.F32, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
        _ => throw new InvalidOperationException($"{tensor.Type} does not become float32."),
    };

    /// <summary>The values as int64.</summary>
    public static TensorData ToInt64(this TensorData tensor) => tensor.Type switch
    {
        TensorType.I64 => tensor,
        TensorType.I32 => Convert<int, long>(tensor, TensorType.I64, value => value),
        TensorType.I16 => Convert<short, long>(tensor, TensorType.I64, value => value),
        TensorType.I8 => Convert<sbyte, long>(tensor, TensorType.I64, value => value),
        TensorType.U8 => Convert<byte, long>(tensor, TensorType.I64, value => value),
        _ => throw new InvalidOperationException($"{tensor.Type} does not become int64."),
    };

    private static TensorData Convert<TFrom, TTo>(TensorData tensor, TensorType type, Func<TFrom, TTo> convert) where TFrom : struct where TTo : struct
    {
        var values = MemoryMarshal.Cast<byte, TFrom>(tensor.Bytes.Span);
        var converted = new TTo[values.Length];
        for (var index = 0; index < values.Length; index++)
            converted[index] = convert(values[index]);
        return new(type, tensor.Shape, MemoryMarshal.AsBytes(converted.AsSpan()).ToArray());
    }
}
