using System.Diagnostics;
using Rrm.Images;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Representations;

/// <summary>Asks a teacher about every view that its cache lacks. Ended at any moment, it goes on where it stopped when it is run again.</summary>
internal sealed class CacheFilling(CachedTeacher teacher, ImageSet images, ViewPlan plan)
{
    private static readonly TimeSpan ShowInterval = TimeSpan.FromSeconds(1), FlushInterval = TimeSpan.FromSeconds(10);

    /// <summary>Told how it stands, about once a second.</summary>
    public Action<FillingProgress> Progress { get; init; } = _ => { };

    public void Execute(CancellationToken cancellation)
    {
        var (count, watch, shown, flushed) = (plan.CountOf(images), Stopwatch.StartNew(), TimeSpan.Zero, TimeSpan.Zero);
        foreach (var lesson in teacher.Follow(plan.Batches(images)))
        {
            lesson.Dispose();
            cancellation.ThrowIfCancellationRequested();
            if (watch.Elapsed - flushed > FlushInterval)
            {
                teacher.Flush();
                flushed = watch.Elapsed;
            }
            if (watch.Elapsed - shown > ShowInterval)
            {
                shown = watch.Elapsed;
                Progress(new(teacher.Images, count, teacher.Asked, watch.Elapsed * ((count - teacher.Images) / (double)teacher.Images)));
            }
        }
        teacher.Flush();
    }
}
