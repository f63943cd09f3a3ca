using System.Diagnostics;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>Counts work in images times passes, and tells the time that is left at the present pace.</summary>
internal sealed class WorkMeter
{
    private readonly long started = Stopwatch.GetTimestamp();
    private double done;

    public void Add(double work) => done += work;

    /// <summary>Share done and time left, when so much work is still to do.</summary>
    public (double Fraction, TimeSpan Remaining) Estimate(double left) =>
        done == 0 ? (0, TimeSpan.Zero) : (done / (done + left), Stopwatch.GetElapsedTime(started) * (left / done));
}
