using System.Runtime.InteropServices;

namespace Rrm.TeacherServer.Batching;

/// <summary>
/// Equal images in flight, as chains: the first of a chain is computed, the others get its row. A chain waits or runs as a whole; one that runs
/// can still grow, behind its head. Guarded by the queue's lock.
/// </summary>
internal sealed class SampleIndex
{
    private readonly Dictionary<PixelHash, SampleRef> heads = [];

    /// <summary>Puts an image behind an equal one, and says whether there is one; else it becomes the head of a chain.</summary>
    public bool Join(SampleRef sample, out SampleRef head)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(heads, sample.Get().Hash, out var exists);
        // Another image with the same hash goes its own way: a wrong answer is worse than a second computation.
        if (exists && !known.LooksLike(sample))
        {
            head = sample;
            return false;
        }
        sample.Get().IsIndexed = true;
        if (!exists)
        {
            head = known = sample;
            return false;
        }
        head = known;
        Link(sample, head.Get().Next);
        Link(head, sample);
        return true;
    }

    /// <summary>The image that is computed for this one.</summary>
    public SampleRef HeadOf(SampleRef sample) => sample.Get().IsIndexed ? heads[sample.Get().Hash] : sample;

    /// <summary>Nobody joins this chain any more.</summary>
    public void Detach(SampleRef head)
    {
        ref var sample = ref head.Get();
        // Once only: the next one with these pixels begins a chain of its own under the same hash.
        if (sample.IsIndexed)
            heads.Remove(sample.Hash);
        sample.IsIndexed = false;
    }

    /// <summary>Takes an image that waits out of its chain; true when nobody else waits for this computation.</summary>
    public bool Leave(SampleRef sample)
    {
        ref var leaving = ref sample.Get();
        if (!leaving.IsIndexed)
            return true;
        ref var head = ref CollectionsMarshal.GetValueRefOrNullRef(heads, leaving.Hash);
        if (head != sample)
        {
            Link(leaving.Previous, leaving.Next);
            return false;
        }
        if (leaving.Next.IsNone)
        {
            heads.Remove(leaving.Hash);
            return true;
        }
        head = leaving.Next;
        head.Get().Previous = default;
        return false;
    }

    private static void Link(SampleRef one, SampleRef next)
    {
        one.Get().Next = next;
        if (!next.IsNone)
            next.Get().Previous = one;
    }
}
