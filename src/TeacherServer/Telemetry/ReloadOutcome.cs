namespace Rrm.TeacherServer.Telemetry;

/// <summary>What came of a teacher's folder that changed while the server ran.</summary>
internal enum ReloadOutcome
{
    /// <summary>What is in the folder now is served.</summary>
    Loaded,

    /// <summary>The folder is gone, and the teacher with it.</summary>
    Unloaded,

    /// <summary>What is in the folder cannot be loaded; what was served before still is.</summary>
    Failed,
}
