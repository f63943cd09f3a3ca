namespace Rrm.TeacherServer.StatusPage;

/// <summary>Memory of the process, and what its garbage collector did since the start.</summary>
internal sealed record MemoryStatus(long WorkingSetBytes, long HeapBytes, int Collections, double PauseSeconds)
{
    public static MemoryStatus Now() =>
        new(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), GC.CollectionCount(0), GC.GetTotalPauseDuration().TotalSeconds);
}
