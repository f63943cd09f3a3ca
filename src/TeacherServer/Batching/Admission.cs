namespace Rrm.TeacherServer.Batching;

/// <summary>Whether a request may wait for its teacher.</summary>
internal enum Admission
{
    Admitted,

    /// <summary>Too many images wait already, or they hold too many bytes.</summary>
    QueueFull,

    /// <summary>At the pace of the last batches, the answer would come after the deadline.</summary>
    TooLate,

    /// <summary>The caller went away before.</summary>
    Cancelled,

    /// <summary>The teacher is not served any more.</summary>
    Closed,
}
