using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>From plain memory to tensors, on the thread that uses them.</summary>
public static class BatchTensors
{
    /// <summary>Pixels [N,C,H,W] float32 in [0,1], but for views with lighting, which may leave it. The bytes cross to the device; the arithmetic happens there.</summary>
    public static Tensor ToPixels(this ImageBatch batch, Device device)
    {
        using var scope = NewDisposeScope();
        var bytes = empty([batch.Count, batch.Shape.Channels, batch.Shape.Height, batch.Shape.Width], ScalarType.Byte);
        batch.Pixels.Span.CopyTo(bytes.bytes);
        var pixels = bytes.to(device).to(ScalarType.Float32).Div_(255);
        if (batch.Shifts is { } shifts)
            pixels.Add_(tensor(shifts, [batch.Count, batch.Shape.Channels, 1, 1]).to(device));
        return pixels.MoveToOuterDisposeScope();
    }

    /// <summary>Labels [N] int64.</summary>
    public static Tensor ToLabels(this ImageBatch batch, Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(batch.Labels).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>Rows [count, width] float32 from raw little-endian bytes.</summary>
    public static Tensor ToRows(ReadOnlySpan<byte> values, int count, int width, Device device)
    {
        using var scope = NewDisposeScope();
        var rows = empty([count, width], ScalarType.Float32);
        values.CopyTo(rows.bytes);
        return rows.to(device).MoveToOuterDisposeScope();
    }
}
