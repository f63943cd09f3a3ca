namespace Rrm.TeacherServer.Batching;

internal enum SampleState : byte
{
    Waiting,

    /// <summary>In a batch, or beside an equal one that is.</summary>
    Running,

    /// <summary>Computed, failed, or not wanted any more.</summary>
    Done,
}
