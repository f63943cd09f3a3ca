using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Batching;

/// <summary>One output of one request as it goes onto the wire: [count, width], little-endian, in a rented block, filled row by row.</summary>
internal sealed class OutputRows
{
    private byte[] block = [];
    private int length;
    private int width;
    private FloatFormat format;

    /// <summary>The rows; empty when this output is not wanted.</summary>
    public ReadOnlyMemory<byte> Bytes => block.AsMemory(0, length);

    public void Prepare(int count, int width, FloatFormat format)
    {
        (this.width, this.format) = (width, format);
        length = checked(count * width * (format == FloatFormat.Float16 ? 2 : 4));
        block = ArrayPool<byte>.Shared.Rent(length);
    }

    /// <summary>Takes rows as they go onto the wire; none when the output is not wanted.</summary>
    public void Fill(ReadOnlySpan<byte> rows)
    {
        if (rows.IsEmpty)
            return;
        length = rows.Length;
        block = ArrayPool<byte>.Shared.Rent(length);
        rows.CopyTo(block);
    }

    public void Write(int row, ReadOnlySpan<float> values)
    {
        if (length == 0)
            return;
        if (format == FloatFormat.Float16)
            TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(block.AsSpan()).Slice(row * width, width));
        else
            values.CopyTo(MemoryMarshal.Cast<byte, float>(block.AsSpan())[(row * width)..]);
    }

    /// <summary>Gives the block back.</summary>
    public void Clear()
    {
        if (block.Length > 0)
            ArrayPool<byte>.Shared.Return(block);
        (block, length) = ([], 0);
    }
}
