namespace Rrm.TeacherServer.Batching;

/// <summary>Requests of one client and class, in order of arrival, and its place in the round. Guarded by the queue's lock.</summary>
internal sealed class Flow
{
    public FlowKey Key { get; set; }

    public int Weight { get; set; }

    /// <summary>Images that it may still send into batches before it is the next one's turn.</summary>
    public int Credit { get; set; }

    public int WaitingImages { get; set; }

    public PendingRequest? First { get; private set; }

    public PendingRequest? Last { get; private set; }

    /// <summary>While somebody is looked for who makes room: the newest request that stays, and the images that wait of it and those before it.</summary>
    public PendingRequest? NewestSpared { get; set; }

    /// <inheritdoc cref="NewestSpared"/>
    public int SparedImages { get; set; }

    /// <summary>Neighbours in the round.</summary>
    public Flow Next { get; set; } = null!;

    public Flow Previous { get; set; } = null!;

    public void Append(PendingRequest request)
    {
        (request.Flow, request.Previous, request.Next) = (this, Last, null);
        if (Last is { } last)
            last.Next = request;
        else
            First = request;
        Last = request;
    }

    public void Remove(PendingRequest request)
    {
        if (request.Previous is { } previous)
            previous.Next = request.Next;
        else
            First = request.Next;
        if (request.Next is { } next)
            next.Previous = request.Previous;
        else
            Last = request.Previous;
        (request.Flow, request.Previous, request.Next) = (null, null, null);
    }
}
