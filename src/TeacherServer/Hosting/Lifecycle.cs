namespace Rrm.TeacherServer.Hosting;

/// <summary>Loading, then ready, then leaving, then draining, and never back. Thread-safe.</summary>
internal sealed class Lifecycle : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource draining = new();
    private TaskCompletionSource changed = New();

    /// <summary>Take <see cref="Changed"/> first and read this second, and no change is missed.</summary>
    public ServerState State { get; private set; }

    /// <summary>Completes at the next change of <see cref="State"/>.</summary>
    public Task Changed
    {
        get
        {
            lock (gate)
                return changed.Task;
        }
    }

    /// <summary>Fires when the server begins to drain.</summary>
    public CancellationToken Draining => draining.Token;

    public void BecomeReady() => MoveTo(ServerState.Ready);

    /// <summary>From here on health says NOT_SERVING. False where the server was not ready, so that nobody has to turn away.</summary>
    public bool Leave() => State == ServerState.Ready && MoveTo(ServerState.Leaving);

    /// <summary>From here on new requests are refused; those that were admitted are answered.</summary>
    public void Drain()
    {
        if (MoveTo(ServerState.Draining))
            draining.Cancel();
    }

    public void Dispose() => draining.Dispose();

    private bool MoveTo(ServerState next)
    {
        TaskCompletionSource before;
        lock (gate)
        {
            if (State >= next)
                return false;
            State = next;
            (before, changed) = (changed, New());
        }
        before.SetResult();
        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
