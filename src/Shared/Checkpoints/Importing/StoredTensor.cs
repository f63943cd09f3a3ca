namespace Rrm.Checkpoints.Importing;

/// <summary>A tensor in somebody else's file: known by type and shape, read only when it is wanted.</summary>
/// <param name="Load">Reads the elements, in row-major order. Throws <see cref="RrmException"/> when they are not all there.</param>
public sealed record StoredTensor(TensorType Type, IReadOnlyList<long> Shape, Func<TensorData> Load)
{
    /// <summary>For sentences: <c>[64, 3, 3, 3] F32</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}] {Type}";
}
