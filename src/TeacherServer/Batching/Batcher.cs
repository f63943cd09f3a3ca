using System.Diagnostics;
using System.Runtime.InteropServices;
using Rrm.Inference;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Batching;

/// <summary>
/// One teacher's thread: gathers waiting requests into a batch, computes it, scatters the outputs, and begins again with what came meanwhile.
/// A thread of its own, because a run blocks for milliseconds to seconds and would starve the pool that serves connections.
/// </summary>
internal sealed partial class Batcher : IDisposable
{
    private readonly string teacher;
    private readonly ITeacherRunner runner;
    private readonly ServerMetrics metrics;
    private readonly ILogger<Batcher> logger;
    private readonly BatchQueue queue;
    private readonly Thread thread;

    /// <summary>Takes over the runner.</summary>
    public Batcher(string teacher, ITeacherRunner runner, int maxQueuedImages, ServerMetrics metrics, ILogger<Batcher> logger)
    {
        (this.teacher, this.runner, this.metrics, this.logger) = (teacher, runner, metrics, logger);
        queue = new BatchQueue(maxQueuedImages);
        thread = new Thread(ComputeBatches) { IsBackground = true, Name = $"batcher {teacher}" };
        thread.Start();
    }

    /// <summary>Images that wait now.</summary>
    public int WaitingImages => queue.WaitingImages;

    /// <summary>Admits a request and waits for its outputs. A cancelled one gives its place back at once and is not computed if it was still waiting.</summary>
    public async Task<BatchOutcome> ComputeAsync(PendingRequest request, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return BatchOutcome.Cancelled;
        if (queue.Add(request) is { } refused)
            return refused;
        using var registration = cancellation.UnsafeRegister(_ =>
        {
            queue.Remove(request);
            request.Complete(BatchOutcome.Cancelled);
        }, null);
        return await request.Completion;
    }

    /// <summary>Computes what was admitted, then ends the thread.</summary>
    public void Dispose()
    {
        queue.Close();
        thread.Join();
        runner.Dispose();
    }

    private void ComputeBatches()
    {
        var batch = new List<BatchSlice>();
        while (queue.Take(runner.Capacity, batch))
        {
            ComputeTogetherOrAlone(CollectionsMarshal.AsSpan(batch));
            batch.Clear();
        }
    }

    // Neighbours in a batch know nothing of each other: when a shared run fails, each gets a run of its own, and only the culprit fails.
    private void ComputeTogetherOrAlone(ReadOnlySpan<BatchSlice> batch)
    {
        try
        {
            Compute(batch);
        }
        catch (Exception problem) when (batch.Length > 1)
        {
            LogSharedRunFailed(logger, problem, teacher, batch.Length);
            for (var index = 0; index < batch.Length; index++)
                ComputeTogetherOrAlone(batch.Slice(index, 1));
        }
        catch (Exception problem)
        {
            LogRunFailed(logger, problem, teacher, batch[0].Count);
            batch[0].Request.Complete(BatchOutcome.Failed);
            queue.Remove(batch[0].Request);
        }
    }

    private void Compute(ReadOnlySpan<BatchSlice> batch)
    {
        var start = Stopwatch.GetTimestamp();
        var total = 0;
        foreach (var slice in batch)
            total += slice.Count;

        var images = runner.Images(total);
        var elements = images.Length / total;
        var row = 0;
        foreach (var slice in batch)
        {
            slice.Request.CopyImages(slice.First, slice.Count, images.Slice(row * elements, slice.Count * elements));
            row += slice.Count;
        }

        var runStart = Stopwatch.GetTimestamp();
        runner.Run(total);
        var run = Stopwatch.GetElapsedTime(runStart);

        var representation = runner.Representation(total);
        var logits = runner.Logits(total);
        var (width, classes) = (representation.Length / total, logits.Length / total);
        // Before the first caller is answered, so that whoever has an answer finds it counted.
        metrics.Batch(teacher, total, Stopwatch.GetElapsedTime(start), run);
        row = 0;
        foreach (var slice in batch)
        {
            slice.Request.Accept(
                slice.First, slice.Count, representation.Slice(row * width, slice.Count * width), logits.Slice(row * classes, slice.Count * classes));
            row += slice.Count;
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "Teacher {Teacher}: a batch of {Requests} requests failed; each is computed alone")]
    private static partial void LogSharedRunFailed(ILogger logger, Exception problem, string teacher, int requests);

    [LoggerMessage(21, LogLevel.Error, "Teacher {Teacher}: {Images} images of one request failed")]
    private static partial void LogRunFailed(ILogger logger, Exception problem, string teacher, int images);
}
