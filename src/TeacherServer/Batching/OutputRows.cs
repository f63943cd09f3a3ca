using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Batching;

/// <summary>One output of one request as it goes onto the wire: [count, width], little-endian, filled batch by batch.</summary>
internal sealed class OutputRows(int count, int width, FloatFormat format)
{
    // Every row is written before the request completes, so zeroing first would be wasted.
    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(checked(count * width * (format == FloatFormat.Float16 ? 2 : 4)));

    public void Write(int firstRow, ReadOnlySpan<float> rows)
    {
        if (format == FloatFormat.Float16)
            TensorPrimitives.ConvertToHalf(rows, MemoryMarshal.Cast<byte, Half>(Bytes.AsSpan()).Slice(firstRow * width, rows.Length));
        else
            rows.CopyTo(MemoryMarshal.Cast<byte, float>(Bytes.AsSpan())[(firstRow * width)..]);
    }
}
