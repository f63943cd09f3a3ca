namespace Rrm.TeacherServer.Telemetry;

/// <summary>Why requests are refused: a closed set, for metrics and the status page.</summary>
internal enum RefusalReason
{
    /// <summary>The request can never succeed: shape, bytes, values, format, names.</summary>
    Invalid,
    UnknownTeacher,

    /// <summary>The pinned sha256 is another one's.</summary>
    Pinned,

    /// <summary>Too much waits for the teacher already.</summary>
    QueueFull,

    /// <summary>The client has as much in flight as it may.</summary>
    Quota,

    /// <summary>The deadline cannot be met, or passed while the request waited.</summary>
    Deadline,

    /// <summary>The caller went away.</summary>
    Cancelled,
    Loading,
    Draining,
    Unauthenticated,
    PermissionDenied,

    /// <summary>The model failed on these images, or the server has a bug.</summary>
    Failed,
}
