using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Rrm.Inference;

/// <summary>Floats at a fixed address outside of the managed heap: given back when disposed, not when the collector gets to them.</summary>
internal sealed unsafe class FloatBuffer : IDisposable
{
    private const int PageBytes = 4096;

    private float* start;

    public FloatBuffer(int length)
    {
        start = (float*)NativeMemory.AlignedAlloc(checked((nuint)length * sizeof(float)), PageBytes);
        Length = length;
    }

    /// <summary>0 once disposed, so that nothing is read or written there any more.</summary>
    public int Length { get; private set; }

    public Span<float> Span => new(start, Length);

    /// <summary>The first values as a tensor; valid as long as the buffer is.</summary>
    public OrtValue Tensor(params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)start, count * sizeof(float));
    }

    public void Dispose()
    {
        Length = 0;
        NativeMemory.AlignedFree(start);
        start = null;
    }
}
