using Rrm.Inference;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Batching;

/// <summary>
/// One teacher's queue and the threads that empty it, one per runner. Threads of their own, because a run blocks for milliseconds to seconds and
/// would starve the pool that serves connections.
/// </summary>
internal sealed class Batcher : IDisposable
{
    private readonly IReadOnlyList<ITeacherRunner> runners;
    private readonly SampleQueue queue;
    private readonly Thread[] threads;

    /// <summary>Takes over the runners.</summary>
    public Batcher(
        string teacher, IReadOnlyList<ITeacherRunner> runners, int maxQueuedImages, SchedulingOptions options,
        ServerMetrics metrics, ILogger<Batcher> logger, TimeProvider? time = null)
    {
        this.runners = runners;
        time ??= TimeProvider.System;
        queue = new SampleQueue(options, maxQueuedImages, runners.Count, time);
        threads = [.. runners.Select((runner, number) => new Thread(new BatchRunner(teacher, runner, queue, metrics, logger, time).ComputeBatches)
        {
            IsBackground = true,
            Name = $"batcher {teacher} {number}",
        })];
        foreach (var thread in threads)
            thread.Start();
    }

    /// <summary>Images that wait now.</summary>
    public int WaitingImages => queue.WaitingImages;

    /// <inheritdoc cref="SampleQueue.WaitFor"/>
    public TimeSpan WaitFor(FlowKey key, int images) => queue.WaitFor(key, images);

    /// <inheritdoc cref="SampleQueue.UntilRoomFor"/>
    public TimeSpan UntilRoomFor(int images) => queue.UntilRoomFor(images);

    /// <summary>
    /// Admits a prepared request, or says why not. An admitted one belongs to the batcher until it is done, which may be before this returns.
    /// A cancelled one is done at once, or when the batch that has some of it is.
    /// </summary>
    public Admission Submit(PendingRequest request, CancellationToken cancellation)
    {
        request.Queue = queue;
        // Before it is admitted: afterwards it may be done at any moment, and somebody else's.
        request.Registration = cancellation.UnsafeRegister(static state => Cancel((PendingRequest)state!), request);
        var admission = queue.Admit(request);
        if (admission != Admission.Admitted)
            request.Registration.Dispose();
        return admission;
    }

    /// <summary>Computes what was admitted, then ends the threads.</summary>
    public void Dispose()
    {
        queue.Close();
        foreach (var thread in threads)
            thread.Join();
        foreach (var runner in runners)
            runner.Dispose();
    }

    private static void Cancel(PendingRequest request) => request.Queue!.Cancel(request);
}
