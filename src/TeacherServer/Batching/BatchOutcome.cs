namespace Rrm.TeacherServer.Batching;

/// <summary>Every way a request can leave the batcher.</summary>
internal enum BatchOutcome
{
    Computed,

    /// <summary>Not admitted: too many images wait already.</summary>
    QueueFull,

    /// <summary>Not admitted: the teacher was replaced, or the server stops.</summary>
    Closed,

    /// <summary>The caller went away, or its deadline passed.</summary>
    Cancelled,

    /// <summary>The model failed on these images, even alone.</summary>
    Failed,
}
