namespace Rrm.Inference;

/// <summary>
/// When ONNX Runtime's arena, which keeps what the largest batch needed, is to give memory back: after a while in which batches were far smaller.
/// Not sooner, because the next large batch has to fetch it again.
/// </summary>
internal sealed class ArenaUse
{
    public const int Patience = 32;

    private const int FarSmaller = 4;

    private int largest;
    private int smallRuns;

    /// <summary>Notes a run; true when it is the one to shrink the arena.</summary>
    public bool Shrinks(int count)
    {
        if (count > largest / FarSmaller)
        {
            (largest, smallRuns) = (Math.Max(largest, count), 0);
            return false;
        }
        if (++smallRuns < Patience)
            return false;
        (largest, smallRuns) = (count, 0);
        return true;
    }
}
