namespace Rrm.TeacherServer.Batching;

/// <summary>Every way in which an admitted request ends.</summary>
internal enum BatchOutcome
{
    Computed,

    /// <summary>The caller went away.</summary>
    Cancelled,

    /// <summary>The deadline passed while images waited.</summary>
    Expired,

    /// <summary>The queue was full, and others waited for less.</summary>
    PushedOut,

    /// <summary>The model failed on one of the images, even alone.</summary>
    Failed,
}
