namespace Rrm.TeacherServer.Batching;

/// <summary>
/// Deficit round robin over the flows that have images waiting. An image costs one, so a turn never overdraws and what a flow saves is exactly what
/// a full batch cut off. A flow that runs empty loses its turn and comes back at the end of the round. Guarded by the queue's lock.
/// </summary>
/// <remarks>Shreedhar and Varghese, Efficient Fair Queuing Using Deficit Round-Robin, 1996.</remarks>
internal sealed class FlowRound(SchedulingOptions options)
{
    private readonly Dictionary<FlowKey, Flow> waiting = [];
    private readonly Stack<Flow> unused = [];
    private Flow? current;
    private int weights;

    /// <summary>The request whose turn it is, or null when none waits.</summary>
    public PendingRequest? Turn()
    {
        if (current is { Credit: 0 })
            Begin(current.Next);
        return current?.First;
    }

    /// <summary>An image of the request whose turn it is goes into a batch.</summary>
    public void Spend() => current!.Credit--;

    public void Add(PendingRequest request)
    {
        if (!waiting.TryGetValue(request.Key, out var flow))
            flow = Enter(request.Key);
        flow.Append(request);
        flow.WaitingImages += request.Waiting;
    }

    /// <summary>Some of a request's images do not wait any more; with the last of them the request leaves.</summary>
    public void Subtract(PendingRequest request, int images)
    {
        var flow = request.Flow!;
        request.Waiting -= images;
        flow.WaitingImages -= images;
        if (request.Waiting > 0)
            return;
        flow.Remove(request);
        if (flow.First is null)
            Leave(flow);
    }

    /// <summary>How many images at most leave the queue until this many more of a flow have, if every flow goes on as it is.</summary>
    public double ImagesUntil(FlowKey key, int more)
    {
        var weight = options.WeightOf(key.Work);
        return waiting.TryGetValue(key, out var flow)
            ? (flow.WaitingImages + more) * ((double)weights / weight)
            : more * ((double)(weights + weight) / weight);
    }

    /// <summary>What would wait of a flow with this many more, in proportion to what it is entitled to.</summary>
    public double BurdenWith(FlowKey key, int more) =>
        (waiting.GetValueOrDefault(key)?.WaitingImages + (double)more ?? more) / options.WeightOf(key.Work);

    /// <summary>Begins to look for those who make room: everybody stays so far.</summary>
    public void SpareAll()
    {
        foreach (var flow in waiting.Values)
            (flow.NewestSpared, flow.SparedImages) = (flow.Last, flow.WaitingImages);
    }

    /// <summary>The heaviest flow that would still bear this burden without its newest request that stays so far, or null.</summary>
    public Flow? HeaviestBeyond(double burden)
    {
        Flow? heaviest = null;
        foreach (var flow in waiting.Values)
        {
            if (flow.NewestSpared is { } newest && (flow.SparedImages - newest.Waiting) / (double)flow.Weight >= burden
                && (heaviest is null || (double)flow.SparedImages / flow.Weight > (double)heaviest.SparedImages / heaviest.Weight))
                heaviest = flow;
        }
        return heaviest;
    }

    private Flow Enter(FlowKey key)
    {
        var flow = unused.TryPop(out var old) ? old : new Flow();
        (flow.Key, flow.Weight, flow.Credit) = (key, options.WeightOf(key.Work), 0);
        waiting.Add(key, flow);
        weights += flow.Weight;
        if (current is null)
        {
            (flow.Next, flow.Previous) = (flow, flow);
            Begin(flow);
        }
        else
        {
            // The end of the round is just before the one whose turn it is.
            (flow.Next, flow.Previous) = (current, current.Previous);
            flow.Previous.Next = flow;
            current.Previous = flow;
        }
        return flow;
    }

    private void Leave(Flow flow)
    {
        waiting.Remove(flow.Key);
        weights -= flow.Weight;
        if (flow.Next == flow)
            current = null;
        else
        {
            (flow.Previous.Next, flow.Next.Previous) = (flow.Next, flow.Previous);
            if (flow == current)
                Begin(flow.Next);
        }
        unused.Push(flow);
    }

    private void Begin(Flow flow)
    {
        current = flow;
        flow.Credit = options.Quantum * flow.Weight;
    }
}
