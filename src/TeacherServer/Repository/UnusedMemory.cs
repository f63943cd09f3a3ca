using System.Runtime.InteropServices;

namespace Rrm.TeacherServer.Repository;

/// <summary>
/// Memory that nobody uses, back to the system. After a model was loaded its file's bytes are garbage, and after one was unloaded ONNX Runtime's memory lies in the C
/// library's pools; a service that allocates next to nothing while it serves may keep both for days.
/// </summary>
internal static class UnusedMemory
{
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = malloc_trim(0);
        }
        // Another C library than glibc. Musl's gives large blocks back at once.
        catch (EntryPointNotFoundException)
        {
        }
    }

    [DllImport("libc")]
    private static extern int malloc_trim(nuint pad);
}
