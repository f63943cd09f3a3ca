namespace Rrm.TeacherServer.Batching;

/// <summary>
/// How fast a teacher is when it is busy: a moving average over its batches. Only those that are at least half full count, for a small batch is over
/// sooner but not in proportion: it would make the teacher look slow that is merely idle. Guarded by the queue's lock.
/// </summary>
internal sealed class Pace(int runners)
{
    // The last dozen batches weigh most.
    private const double Newest = 0.15;

    private double secondsPerImage;

    public void Observe(int images, int capacity, TimeSpan elapsed)
    {
        if (images * 2 < capacity)
            return;
        var seconds = elapsed.TotalSeconds / images / runners;
        secondsPerImage = secondsPerImage == 0 ? seconds : secondsPerImage + Newest * (seconds - secondsPerImage);
    }

    /// <summary>Zero before the first observation: nobody is refused on a guess.</summary>
    public TimeSpan TimeFor(double images) => TimeSpan.FromSeconds(images * secondsPerImage);
}
