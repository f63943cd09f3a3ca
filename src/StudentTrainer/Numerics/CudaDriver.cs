using System.Runtime.InteropServices;
using System.Text;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>Asks NVIDIA's driver what the GPU is called; TorchSharp does not tell.</summary>
internal static partial class CudaDriver
{
    /// <summary>The name of the first GPU that CUDA shows this process, or a plain word where the driver keeps silent.</summary>
    public static string DeviceName()
    {
        var name = new byte[256];
        try
        {
            var told = Initialize(0) == 0 && GetDevice(out var device, 0) == 0 && GetName(name, name.Length, device) == 0;
            return told ? Encoding.UTF8.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0))) : "unnamed GPU";
        }
        catch (DllNotFoundException)
        {
            return "unnamed GPU";
        }
    }

    [LibraryImport("libcuda.so.1", EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGetName")]
    private static partial int GetName(byte[] name, int length, int device);
}
