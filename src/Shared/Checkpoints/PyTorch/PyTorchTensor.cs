namespace Rrm.Checkpoints.PyTorch;

/// <summary>A view of a storage. Every element lies inside the storage: <see cref="Of"/> sees to that.</summary>
internal sealed class PyTorchTensor
{
    // PyTorch's own limit.
    private const int MaxDimensions = 64;

    // A view may repeat elements (stride 0), and so be larger than its file. State dicts have no use for that beyond small tensors.
    private const long MaxRepeated = 65_536;

    private readonly long offset;
    private readonly long[] strides;

    private PyTorchTensor(PyTorchStorage storage, long offset, long[] shape, long[] strides)
    {
        (Storage, this.offset, Shape, this.strides) = (storage, offset, shape, strides);
        Count = Shape.Aggregate(1L, (product, size) => checked(product * size));
    }

    public PyTorchStorage Storage { get; }

    public long[] Shape { get; }

    private long Count { get; }

    /// <summary>Offset and strides count elements. Throws <see cref="InvalidDataException"/> when the view leaves its storage.</summary>
    public static PyTorchTensor Of(PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides)
    {
        if (shape.Items.Length > MaxDimensions || strides.Items.Length != shape.Items.Length)
            throw new InvalidDataException($"a tensor has {shape.Items.Length} sizes and {strides.Items.Length} strides; expected equally many, up to {MaxDimensions}.");
        try
        {
            var (sizes, steps) = (Numbers(shape), Numbers(strides));
            var tensor = new PyTorchTensor(storage, offset, sizes, steps);
            var last = checked(offset + sizes.Zip(steps, (size, step) => checked((size - 1) * step)).Sum());
            if (offset < 0 || tensor.Count > 0 && last >= storage.Count)
                throw new InvalidDataException($"a tensor [{string.Join(", ", sizes)}] reaches from element {offset} to {last} of a storage of {storage.Count}.");
            return tensor;
        }
        catch (OverflowException)
        {
            throw new InvalidDataException($"a tensor of {shape.Items.Length} dimensions has more elements than can be counted.");
        }
    }

    /// <summary>The elements in row-major order, from the bytes of the storage.</summary>
    public TensorData Gather(ReadOnlyMemory<byte> storage)
    {
        var size = TensorData.SizeOf(Storage.Type);
        if (Count > Array.MaxLength / size || Count > Math.Max(Storage.Count, MaxRepeated))
            throw new InvalidDataException($"a tensor [{string.Join(", ", Shape)}] is larger than its storage of {Storage.Count} elements, or than one array can be.");
        var first = Count == 0 ? 0 : (int)offset * size;
        if (IsContiguous())
            return new(Storage.Type, Shape, storage.Slice(first, (int)Count * size));
        var bytes = new byte[Count * size];
        var index = new long[Shape.Length];
        var source = first;
        for (var target = 0; target < bytes.Length; target += size)
        {
            storage.Span.Slice(source, size).CopyTo(bytes.AsSpan(target));
            // The odometer: the last index runs fastest, and an index that is through starts again.
            for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
            {
                source += (int)strides[dimension] * size;
                if (++index[dimension] < Shape[dimension])
                    break;
                source -= (int)(strides[dimension] * Shape[dimension]) * size;
                index[dimension] = 0;
            }
        }
        return new(Storage.Type, Shape, bytes);
    }

    private bool IsContiguous()
    {
        var expected = 1L;
        for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
        {
            if (Shape[dimension] != 1 && strides[dimension] != expected)
                return Count == 0;
            expected *= Shape[dimension];
        }
        return true;
    }

    private static long[] Numbers(PickleTuple tuple) =>
        [.. tuple.Items.Select(item => item is long number and >= 0 ? number : throw new InvalidDataException("a tensor's sizes or strides are not all numbers from 0 on."))];
}
