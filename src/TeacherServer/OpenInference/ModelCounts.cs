using Rrm.Protocol.Inference;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>One teacher's sums since the server started. Thread-safe; the sums are exact each, not all at one instant.</summary>
internal sealed class ModelCounts
{
    private long answers, answerNanoseconds, refusals, queued, queuedNanoseconds, batches, runNanoseconds, images, lastMilliseconds;

    /// <summary>Takes a measurement of <see cref="Telemetry.ServerMetrics"/>: durations in seconds.</summary>
    public void Note(string instrument, double value)
    {
        switch (instrument)
        {
            case "rrm.request.duration":
                Interlocked.Increment(ref answers);
                Interlocked.Add(ref answerNanoseconds, Nanoseconds(value));
                break;
            case "rrm.refusals":
                Interlocked.Add(ref refusals, (long)value);
                break;
            case "rrm.queue.duration":
                Interlocked.Increment(ref queued);
                Interlocked.Add(ref queuedNanoseconds, Nanoseconds(value));
                break;
            case "rrm.run.duration":
                Interlocked.Add(ref runNanoseconds, Nanoseconds(value));
                break;
            case "rrm.batch.images":
                Interlocked.Increment(ref batches);
                Interlocked.Add(ref images, (long)value);
                Interlocked.Exchange(ref lastMilliseconds, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
                break;
        }
    }

    public ModelStatistics Read() => new()
    {
        LastInference = Sum(ref lastMilliseconds),
        InferenceCount = Sum(ref images),
        ExecutionCount = Sum(ref batches),
        InferenceStats = new InferStatistics
        {
            Success = new StatisticDuration { Count = Sum(ref answers), Ns = Sum(ref answerNanoseconds) },
            Fail = new StatisticDuration { Count = Sum(ref refusals) },
            Queue = new StatisticDuration { Count = Sum(ref queued), Ns = Sum(ref queuedNanoseconds) },
            ComputeInfer = new StatisticDuration { Count = Sum(ref batches), Ns = Sum(ref runNanoseconds) },
        },
    };

    private static ulong Sum(ref long value) => (ulong)Interlocked.Read(ref value);

    private static long Nanoseconds(double seconds) => (long)(seconds * 1e9);
}
