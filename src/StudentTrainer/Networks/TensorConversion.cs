using Rrm.Checkpoints;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Networks;

/// <summary>Between stored tensors and libtorch's.</summary>
internal static class TensorConversion
{
    /// <summary>A new tensor on the CPU, float32 or int64.</summary>
    public static Tensor ToTensor(this TensorData data)
    {
        var type = data.Type switch
        {
            TensorType.F32 => ScalarType.Float32,
            TensorType.I64 => ScalarType.Int64,
            _ => throw new RrmException($"A tensor of type {data.Type} was found; checkpoints hold F32 and I64."),
        };
        var tensor = empty([.. data.Shape], type);
        data.Bytes.Span.CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>A copy in plain memory, row-major whatever the tensor's layout.</summary>
    public static TensorData ToTensorData(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var plain = tensor.detach().cpu().contiguous();
        var type = plain.dtype == ScalarType.Int64 ? TensorType.I64 : TensorType.F32;
        return new TensorData(type, [.. plain.shape], plain.bytes.ToArray());
    }
}
