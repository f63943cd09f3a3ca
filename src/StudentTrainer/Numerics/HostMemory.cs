using System.Runtime.InteropServices;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>
/// How this process asks the system for memory. Every training step frees and allocates the same large tensors; glibc gives each of them back
/// to the system and fetches it again, page by page and zeroed, which takes about a tenth of a step on a CPU.
/// </summary>
internal static partial class HostMemory
{
    // The numbers of <malloc.h>.
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4;
    private const int GrowBy = 64 << 20;

    /// <summary>From now on freed memory stays in the process for the next tensor. Does nothing where the C library is not glibc.</summary>
    public static void KeepFreed()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetOption(MmapMax, 0);
            _ = SetOption(TrimThreshold, -1);
            _ = SetOption(TopPad, GrowBy);
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, which needs no such advice from us.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
