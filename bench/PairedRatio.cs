using System.Diagnostics;

namespace Rrm.Bench;

/// <summary>
/// Two ways of doing the same work, timed in turns within one run (A B, B A, …), so that a slow minute of the machine hits both.
/// The ratio is taken within each pair; its spread tells how far to trust it.
/// </summary>
public sealed class PairedRatio
{
    private PairedRatio(Sample baseline, Sample candidate)
    {
        (Baseline, Candidate) = (baseline, candidate);
        Ratio = new Sample($"{candidate.Name} / {baseline.Name}", [.. baseline.Values.Zip(candidate.Values, (b, c) => c / b)]);
    }

    public Sample Baseline { get; }

    public Sample Candidate { get; }

    /// <summary>Time of the candidate over time of the baseline: below one, the candidate is faster.</summary>
    public Sample Ratio { get; }

    public static PairedRatio Measure(string baselineName, Action baseline, string candidateName, Action candidate, int pairs = 11, int warmup = 2)
    {
        for (var i = 0; i < warmup; i++)
        {
            baseline();
            candidate();
        }
        var (b, c) = (new double[pairs], new double[pairs]);
        for (var i = 0; i < pairs; i++)
        {
            if (i % 2 == 0) b[i] = Seconds(baseline);
            c[i] = Seconds(candidate);
            if (i % 2 == 1) b[i] = Seconds(baseline);
        }
        return new(new(baselineName, b), new(candidateName, c));
    }

    public void Print(TextWriter output)
    {
        output.WriteLine($"{"",-32} {"median",10} {"min",10} {"max",10}");
        foreach (var sample in (Sample[])[Baseline, Candidate])
            output.WriteLine($"{sample.Name,-32} {sample.Median * 1e3,8:F1}ms {sample.Min * 1e3,8:F1}ms {sample.Max * 1e3,8:F1}ms");
        output.WriteLine($"{Ratio.Name,-32} {Ratio.Median,10:F3} {Ratio.Min,10:F3} {Ratio.Max,10:F3}   ({Ratio.Values.Length} pairs)");
    }

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
