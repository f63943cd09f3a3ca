using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>A tensor with one row per attacked image that outlives the scope of an iteration: changed in place, and shortened when images are dropped.</summary>
internal sealed class Rows(Tensor value) : IDisposable
{
    public Tensor Value { get; private set; } = value.detach().clone().DetachFromDisposeScope();

    public void Set(Tensor value) => Value.copy_(value);

    /// <summary>Takes the other value where the condition [N] holds.</summary>
    public void SetWhere(Tensor condition, Tensor value)
    {
        using var scope = NewDisposeScope();
        long[] shape = [-1, .. Enumerable.Repeat(1L, (int)Value.dim() - 1)];
        Value.copy_(where(condition.view(shape), value, Value));
    }

    /// <summary>Keeps the rows with these positions, [M] int64.</summary>
    public void Keep(Tensor positions)
    {
        var kept = Value.index_select(0, positions).DetachFromDisposeScope();
        Value.Dispose();
        Value = kept;
    }

    public void Dispose() => Value.Dispose();
}
