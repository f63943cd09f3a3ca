namespace Rrm.TeacherServer.Telemetry;

/// <summary>What happened in one interval of time.</summary>
internal abstract class RecentSlot
{
    /// <summary>The interval's number; -1 before the first.</summary>
    public long Interval = -1;

    public abstract void Clear();
}
