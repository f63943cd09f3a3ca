namespace Rrm.TeacherServer.Batching;

/// <summary>
/// The images that wait for one teacher and those that it computes: clients in turns, equal images once, bounded in images and bytes.
/// Callers' threads admit and cancel, runners' threads take and finish; one lock guards all of it, and nothing long happens under it.
/// </summary>
internal sealed class SampleQueue(SchedulingOptions options, int maxImages, int runners, TimeProvider time)
{
    private readonly object gate = new();
    private readonly FlowRound flows = new(options);
    private readonly SampleIndex index = new();
    private readonly Pace pace = new(runners);

    // Used by one admission at a time.
    private readonly List<PendingRequest> toGo = [];

    // What clients wait for, and what that is to compute: equal images are one row.
    private int waitingImages;
    private int waitingRows;
    private long heldBytes;
    private bool closed;

    public int WaitingImages
    {
        get
        {
            lock (gate)
                return waitingImages;
        }
    }

    /// <summary>How long it takes at most until this many more images of a client would be computed; zero as long as the pace is not known.</summary>
    public TimeSpan WaitFor(FlowKey key, int images)
    {
        lock (gate)
            return WaitFor_NeedsLock(key, images);
    }

    /// <summary>How long it takes until a refused request of this many images finds room: until those that are too many are computed.</summary>
    public TimeSpan UntilRoomFor(int images)
    {
        lock (gate)
        {
            var tooMany = waitingImages + (double)images - maxImages;
            // When it is bytes that are short, as many as come have to go.
            return pace.TimeFor(tooMany > 0 ? tooMany : images);
        }
    }

    public Admission Admit(PendingRequest request)
    {
        lock (gate)
        {
            if (request.Decided is not null)
                return Admission.Cancelled;
            if (closed)
                return Admission.Closed;
            if (request.Deadline - time.GetUtcNow().UtcDateTime < WaitFor_NeedsLock(request.Key, request.Count))
                return Admission.TooLate;
            if (!HasRoom_NeedsLock(request) && !MakeRoom_NeedsLock(request))
                return Admission.QueueFull;

            (request.IsAdmitted, request.AdmittedAt) = (true, time.GetTimestamp());
            (request.Waiting, request.Running) = (request.Count, 0);
            heldBytes += request.Bytes;
            waitingImages += request.Count;
            flows.Add(request);
            for (var image = 0; image < request.Count; image++)
                Enqueue_NeedsLock(new(request, image));
            if (request.Waiting > 0)
                Monitor.Pulse(gate);
            return Admission.Admitted;
        }
    }

    /// <summary>Nobody waits for this request any more. What of it waits is not computed; it is done when what runs of it is.</summary>
    public void Cancel(PendingRequest request)
    {
        lock (gate)
        {
            if (request.IsAdmitted)
                End_NeedsLock(request, BatchOutcome.Cancelled);
            else
                request.Decided ??= BatchOutcome.Cancelled;
        }
    }

    /// <summary>
    /// Waits for images and takes up to <paramref name="capacity"/> rows of them. What arrives while a batch is computed waits for the next one, so
    /// batches grow with the load and no timer holds up a lone request. False when the queue is closed and empty.
    /// </summary>
    public bool Take(int capacity, List<SampleRef> batch)
    {
        lock (gate)
        {
            while (true)
            {
                while (waitingImages == 0)
                {
                    if (closed)
                        return false;
                    Monitor.Wait(gate);
                }
                Fill_NeedsLock(capacity, batch);
                if (batch.Count == 0)
                    continue;
                if (waitingImages > 0)
                    Monitor.Pulse(gate);
                return true;
            }
        }
    }

    /// <summary>Drops a batch that is not computed yet when nobody waits for any of it, and says whether it did.</summary>
    public bool DropUnwanted(ReadOnlySpan<SampleRef> batch)
    {
        lock (gate)
        {
            foreach (var row in batch)
            {
                for (var member = row; !member.IsNone; member = member.Get().Next)
                {
                    if (member.Request.Decided is null)
                        return false;
                }
            }
            foreach (var row in batch)
                Release_NeedsLock(row, null);
            return true;
        }
    }

    /// <summary>The batch is computed. Nobody joins it any more, so its chains may be walked without the lock until it is finished.</summary>
    public void Seal(ReadOnlySpan<SampleRef> batch)
    {
        lock (gate)
        {
            foreach (var row in batch)
                index.Detach(row);
        }
    }

    /// <summary>The outputs of a sealed batch are where they belong.</summary>
    public void Finish(ReadOnlySpan<SampleRef> batch, int capacity, TimeSpan elapsed)
    {
        lock (gate)
        {
            pace.Observe(batch.Length, capacity, elapsed);
            foreach (var row in batch)
                Release_NeedsLock(row, null);
        }
    }

    /// <summary>The model fails on this image, so every request that has it fails.</summary>
    public void Fail(SampleRef row)
    {
        lock (gate)
            Release_NeedsLock(row, BatchOutcome.Failed);
    }

    /// <summary>Admits nothing more; what waits can still be taken.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    // Whichever is less: everybody's images, or what the others may send while this client's are let through.
    private TimeSpan WaitFor_NeedsLock(FlowKey key, int images) =>
        pace.TimeFor(Math.Min(waitingRows + (double)images, flows.ImagesUntil(key, images)));

    // A request that holds more bytes than the limit all by itself is admitted when nobody else is there, or it could never be.
    private bool HasRoom_NeedsLock(PendingRequest request, int imagesToGo = 0, long bytesToGo = 0) =>
        waitingImages - imagesToGo + (long)request.Count <= maxImages
        && (heldBytes == bytesToGo || heldBytes - bytesToGo + request.Bytes <= options.MaxHeldBytes);

    // A full queue must not be a way to shut others out: whoever waits for most makes room, newest request first, for those who wait for less.
    // Nobody has to go where it would not suffice.
    private bool MakeRoom_NeedsLock(PendingRequest request)
    {
        var burden = flows.BurdenWith(request.Key, request.Count);
        var (images, bytes) = (0, 0L);
        toGo.Clear();
        flows.SpareAll();
        while (!HasRoom_NeedsLock(request, images, bytes))
        {
            if (flows.HeaviestBeyond(burden) is not { NewestSpared: { } newest } heaviest)
                return false;
            heaviest.NewestSpared = newest.Previous;
            // The bytes of one that runs are held until it is done, so it only makes room in images.
            if (newest.Running > 0 && waitingImages - images + (long)request.Count <= maxImages)
                continue;
            toGo.Add(newest);
            heaviest.SparedImages -= newest.Waiting;
            images += newest.Waiting;
            bytes += newest.Running == 0 ? newest.Bytes : 0;
        }
        foreach (var one in toGo)
            End_NeedsLock(one, BatchOutcome.PushedOut);
        toGo.Clear();
        return true;
    }

    private void Enqueue_NeedsLock(SampleRef sample)
    {
        if (!options.ComputeEqualImagesOnce || !index.Join(sample, out var head))
            waitingRows++;
        else if (head.Get().State == SampleState.Running)
            Start_NeedsLock(sample, sample.Request.AdmittedAt);
    }

    private void Fill_NeedsLock(int capacity, List<SampleRef> batch)
    {
        var (now, utcNow) = (time.GetTimestamp(), time.GetUtcNow().UtcDateTime);
        while (batch.Count < capacity && flows.Turn() is { } request)
        {
            if (request.Deadline <= utcNow)
            {
                End_NeedsLock(request, BatchOutcome.Expired);
                continue;
            }
            var head = index.HeadOf(request.FirstWaiting());
            batch.Add(head);
            waitingRows--;
            flows.Spend();
            // Whoever waits for the same pixels rides along, at no cost to his share.
            for (var member = head; !member.IsNone; member = member.Get().Next)
                Start_NeedsLock(member, now);
        }
    }

    private void Start_NeedsLock(SampleRef sample, long now)
    {
        var request = sample.Request;
        sample.Get().State = SampleState.Running;
        request.QueueTime ??= time.GetElapsedTime(request.AdmittedAt, now);
        request.Running++;
        waitingImages--;
        flows.Subtract(request, 1);
    }

    private void Release_NeedsLock(SampleRef row, BatchOutcome? outcome)
    {
        index.Detach(row);
        for (var member = row; !member.IsNone;)
        {
            var (request, image) = (member.Request, member.Index);
            ref var sample = ref member.Get();
            // Read before the request is done: from then on somebody else may use it.
            member = sample.Next;
            sample.State = SampleState.Done;
            request.Running--;
            if (outcome is { } decided)
            {
                if (request.Decided is null)
                    request.FailedImage = image;
                End_NeedsLock(request, decided);
            }
            else
                CompleteIfDone_NeedsLock(request);
        }
    }

    // The first outcome stands.
    private void End_NeedsLock(PendingRequest request, BatchOutcome outcome)
    {
        request.Decided ??= outcome;
        for (var image = 0; request.Waiting > 0; image++)
        {
            ref var sample = ref request.Samples[image];
            if (sample.State != SampleState.Waiting)
                continue;
            sample.State = SampleState.Done;
            if (index.Leave(new(request, image)))
                waitingRows--;
            waitingImages--;
            flows.Subtract(request, 1);
        }
        CompleteIfDone_NeedsLock(request);
    }

    private void CompleteIfDone_NeedsLock(PendingRequest request)
    {
        if (request.Waiting > 0 || request.Running > 0)
            return;
        request.IsAdmitted = false;
        request.Decided ??= BatchOutcome.Computed;
        heldBytes -= request.Bytes;
        request.Complete();
    }
}
