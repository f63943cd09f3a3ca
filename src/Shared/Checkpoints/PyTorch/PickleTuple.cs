namespace Rrm.Checkpoints.PyTorch;

/// <summary>A tuple of a pickle.</summary>
internal sealed class PickleTuple(object[] items)
{
    public static PickleTuple Empty { get; } = new([]);

    public object[] Items => items;
}
