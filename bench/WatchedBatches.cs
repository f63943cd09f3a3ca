using System.Diagnostics;
using Rrm.Images;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.Bench;

/// <summary>Nobody teaches; what the loop waits for is the next batch.</summary>
internal sealed class WatchedBatches : ITeacher
{
    private readonly Stopwatch waiting = new();

    public TeacherIdentity? Identity => null;

    public TimeSpan Waited => waiting.Elapsed;

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches)
    {
        using var source = batches.GetEnumerator();
        while (Next(source)) yield return new Lesson(source.Current, null);
    }

    public void Dispose()
    {
    }

    private bool Next(IEnumerator<ImageBatch> source)
    {
        waiting.Start();
        var isThere = source.MoveNext();
        waiting.Stop();
        return isThere;
    }
}
