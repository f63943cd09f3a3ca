using System.Runtime.InteropServices;
using Rrm.Inference;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Batching;

/// <summary>What the thread of one runner does: take a batch, gather its pixels, compute, scatter the outputs, again.</summary>
internal sealed partial class BatchRunner(
    string teacher, ITeacherRunner runner, SampleQueue queue, ServerMetrics metrics, ILogger<Batcher> logger, TimeProvider time)
{
    private readonly List<SampleRef> batch = new(runner.Capacity);

    /// <summary>Returns when the queue is closed and empty.</summary>
    public void ComputeBatches()
    {
        while (queue.Take(runner.Capacity, batch))
        {
            ComputeAllButTheCulprits(CollectionsMarshal.AsSpan(batch));
            batch.Clear();
        }
    }

    // Neighbours in a batch know nothing of each other: when a run fails, its halves get a run of their own, and so on, until the culprit is alone.
    private void ComputeAllButTheCulprits(ReadOnlySpan<SampleRef> rows)
    {
        if (TryCompute(rows) is not { } problem)
            return;
        if (rows.Length == 1)
        {
            LogImageFailed(logger, problem, teacher, rows[0].Index);
            queue.Fail(rows[0]);
            return;
        }
        LogBatchFailed(logger, teacher, rows.Length, problem.Message);
        ComputeAllButTheCulprits(rows[..(rows.Length / 2)]);
        ComputeAllButTheCulprits(rows[(rows.Length / 2)..]);
    }

    private Exception? TryCompute(ReadOnlySpan<SampleRef> rows)
    {
        var start = time.GetTimestamp();
        TimeSpan run;
        try
        {
            Gather(rows);
            if (queue.DropUnwanted(rows))
                return null;
            var runStart = time.GetTimestamp();
            runner.Run(rows.Length);
            run = time.GetElapsedTime(runStart);
        }
        catch (Exception problem)
        {
            return problem;
        }
        queue.Seal(rows);
        var members = Scatter(rows);
        // Before the first caller is answered, so that whoever has an answer finds it counted.
        metrics.Batch(teacher, rows.Length, time.GetElapsedTime(start), run);
        if (members > rows.Length)
            metrics.Coalesced(teacher, members - rows.Length);
        queue.Finish(rows, runner.Capacity, time.GetElapsedTime(start));
        return null;
    }

    private void Gather(ReadOnlySpan<SampleRef> rows)
    {
        var images = runner.Images(rows.Length);
        var elements = images.Length / rows.Length;
        for (var row = 0; row < rows.Length; row++)
            rows[row].Request.CopyImage(rows[row].Index, images.Slice(row * elements, elements));
    }

    // To everybody who waits for a row; returns how many those are.
    private int Scatter(ReadOnlySpan<SampleRef> rows)
    {
        var representation = runner.Representation(rows.Length);
        var logits = runner.Logits(rows.Length);
        var (width, classes) = (representation.Length / rows.Length, logits.Length / rows.Length);
        var members = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            for (var member = rows[row]; !member.IsNone; member = member.Get().Next)
            {
                member.Request.Representation.Write(member.Index, representation.Slice(row * width, width));
                member.Request.Logits.Write(member.Index, logits.Slice(row * classes, classes));
                members++;
            }
        }
        return members;
    }

    [LoggerMessage(20, LogLevel.Warning, "Teacher {Teacher}: a batch of {Images} images failed ({Problem}); its halves are computed alone")]
    private static partial void LogBatchFailed(ILogger logger, string teacher, int images, string problem);

    [LoggerMessage(21, LogLevel.Error, "Teacher {Teacher} failed on image {Image} of a request")]
    private static partial void LogImageFailed(ILogger logger, Exception problem, string teacher, int image);
}
