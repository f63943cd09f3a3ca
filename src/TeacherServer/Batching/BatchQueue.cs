namespace Rrm.TeacherServer.Batching;

/// <summary>
/// Requests in order of arrival, bounded in images. Many threads add and remove; one takes batches.
/// </summary>
internal sealed class BatchQueue(int maxImages)
{
    private readonly object gate = new();
    private readonly LinkedList<PendingRequest> waiting = new();
    private int waitingImages;
    private bool closed;

    public int WaitingImages
    {
        get
        {
            lock (gate)
                return waitingImages;
        }
    }

    /// <summary>Null when the request was added, else why not.</summary>
    public BatchOutcome? Add(PendingRequest request)
    {
        lock (gate)
        {
            if (closed)
                return BatchOutcome.Closed;
            if (waitingImages + (long)request.Count > maxImages)
                return BatchOutcome.QueueFull;
            waiting.AddLast(request);
            waitingImages += request.Count;
            Monitor.Pulse(gate);
            return null;
        }
    }

    /// <summary>Gives back the place of a request that nobody waits for any more.</summary>
    public void Remove(PendingRequest request)
    {
        lock (gate)
        {
            if (waiting.Remove(request))
                waitingImages -= request.Count - request.Taken;
        }
    }

    /// <summary>
    /// Waits for requests and takes up to <paramref name="capacity"/> images of them. What arrives while a batch is computed waits for the next
    /// one, so batches grow with the load and no timer holds up a lone request. False when the queue is closed and empty.
    /// </summary>
    public bool Take(int capacity, List<BatchSlice> batch)
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (closed)
                    return false;
                Monitor.Wait(gate);
            }
            while (capacity > 0 && waiting.First is { Value: var request })
            {
                var count = Math.Min(capacity, request.Count - request.Taken);
                batch.Add(new(request, request.Taken, count));
                request.Taken += count;
                waitingImages -= count;
                capacity -= count;
                if (request.Taken == request.Count)
                    waiting.RemoveFirst();
            }
            return true;
        }
    }

    /// <summary>Admits nothing more; what waits can still be taken.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }
}
