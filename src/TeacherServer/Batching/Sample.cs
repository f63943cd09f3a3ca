namespace Rrm.TeacherServer.Batching;

/// <summary>One image of a request on its way. Guarded by the queue's lock.</summary>
internal struct Sample
{
    public PixelHash Hash;

    public SampleState State;

    /// <summary>Whether others with the same pixels can find it.</summary>
    public bool IsIndexed;

    /// <summary>The next one with the same pixels.</summary>
    public SampleRef Next;

    /// <summary>The one before it, so that one of many can leave; only read while it waits.</summary>
    public SampleRef Previous;
}
