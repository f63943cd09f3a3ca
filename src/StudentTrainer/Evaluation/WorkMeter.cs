using System.Diagnostics;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>Counts work in images times passes, and tells the time that is left at the present pace.</summary>
internal sealed class WorkMeter
{
    private readonly long started = Stopwatch.GetTimestamp();
    private double done, recalled;

    public void Add(double work) => done += work;

    /// <summary>Work that was done before: it counts, and says nothing of the pace.</summary>
    public void Recall(double work) => recalled += work;

    /// <summary>Share done and time left, when so much work is still to do.</summary>
    public (double Fraction, TimeSpan Remaining) Estimate(double left) => (
        done + recalled == 0 ? 0 : (done + recalled) / (done + recalled + left),
        done == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(started) * (left / done));
}
