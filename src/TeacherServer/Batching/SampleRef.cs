namespace Rrm.TeacherServer.Batching;

/// <summary>An image of a request. The default is none.</summary>
internal readonly record struct SampleRef(PendingRequest Request, int Index)
{
    public bool IsNone => Request is null;

    public ref Sample Get() => ref Request.Samples[Index];

    public ReadOnlySpan<byte> Pixels() => Request.PixelsOf(Index);

    public bool LooksLike(SampleRef other) => Request.Format == other.Request.Format && Pixels().SequenceEqual(other.Pixels());
}
