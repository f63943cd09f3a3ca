using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>The memory order that vectorised convolutions like best.</summary>
public static class ChannelsLast
{
    /// <summary>
    /// The same [N,C,H,W] tensor with the channels of a pixel side by side in memory. Convolutions hand the order on, so it is
    /// enough to convert the batch (and, once, the convolutions' weights). TorchSharp has no memory_format argument; this is what it does.
    /// </summary>
    public static Tensor ToChannelsLast(this Tensor t)
    {
        using var channelsAtEnd = t.permute(0, 2, 3, 1);
        using var inOrder = channelsAtEnd.contiguous();
        return inOrder.permute(0, 3, 1, 2);
    }
}
