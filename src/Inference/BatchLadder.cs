using System.Numerics;

namespace Rrm.Inference;

/// <summary>
/// The batch sizes 1, 2, 4, … and the largest. A GPU plans its kernels and its memory for every size that it meets, so there batches are padded to
/// few sizes that were all tried beforehand. On the CPU any size is as good as another.
/// </summary>
internal static class BatchLadder
{
    /// <summary>The size that a batch of so many images is padded to.</summary>
    public static int RungOf(int count, int capacity) => (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)count), (uint)capacity);

    /// <summary>All of them, the largest first: its memory then serves the others.</summary>
    public static IEnumerable<int> Rungs(int capacity)
    {
        for (var rung = capacity; rung > 1; rung = (int)BitOperations.RoundUpToPowerOf2((uint)rung) / 2)
            yield return rung;
        yield return 1;
    }
}
