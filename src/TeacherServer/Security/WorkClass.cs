namespace Rrm.TeacherServer.Security;

/// <summary>What the answers are for; it weighs when the teacher is busy. Clients say it in the metadata entry <c>rrm-work</c>.</summary>
internal enum WorkClass
{
    /// <summary>A training loop waits. The default.</summary>
    Train,

    /// <summary>An evaluation, that a person waits for.</summary>
    Evaluate,

    /// <summary>A batch job that nobody waits for.</summary>
    Bulk,
}
