namespace Rrm.Clients.Calls;

/// <summary>
/// How many requests may be under way. A refusal for quota or overload halves it, once for all that were under way together; a window full of
/// answers adds one, up to the most: additive increase, multiplicative decrease. Safe for concurrent use.
/// </summary>
internal sealed class InFlightWindow(int most)
{
    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource<int>> waiting = new();
    private double size = most;
    private int taken, shrinks;

    public int Size
    {
        get
        {
            lock (gate)
                return (int)size;
        }
    }

    /// <summary>Waits for a place, in the order of asking. <see cref="Leave"/> follows.</summary>
    /// <returns>What <see cref="Shrink"/> wants to know of this place.</returns>
    public async ValueTask<int> EnterAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TaskCompletionSource<int> turn;
        lock (gate)
        {
            if (taken < (int)size)
            {
                taken++;
                return shrinks;
            }
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(turn);
        }
        await using (cancellation.Register(() => turn.TrySetCanceled(cancellation)))
            return await turn.Task;
    }

    public void Leave()
    {
        lock (gate)
        {
            taken--;
            Admit_NeedsLock();
        }
    }

    /// <summary>A request was answered.</summary>
    public void Grow()
    {
        lock (gate)
        {
            size = Math.Min(most, size + 1 / size);
            Admit_NeedsLock();
        }
    }

    /// <summary>A request was refused. Those that were under way with it may be too, for the same reason: they do not count again.</summary>
    /// <param name="entered">What <see cref="EnterAsync"/> gave.</param>
    public void Shrink(int entered)
    {
        lock (gate)
        {
            if (entered != shrinks)
                return;
            shrinks++;
            size = Math.Max(1, Math.Floor(size / 2));
        }
    }

    private void Admit_NeedsLock()
    {
        while (taken < (int)size && waiting.TryDequeue(out var turn))
            if (turn.TrySetResult(shrinks)) // Unless it was cancelled meanwhile.
                taken++;
    }
}
