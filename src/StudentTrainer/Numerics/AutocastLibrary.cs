using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>
/// The C++ functions behind torch.autocast, by their mangled names. They take scalars only, so the C calling convention fits:
/// c10::DeviceType and c10::ScalarType are one signed byte each.
/// </summary>
internal sealed unsafe class AutocastLibrary
{
    private static readonly Lazy<AutocastLibrary> loaded = new(() => new AutocastLibrary());

    private readonly delegate* unmanaged<sbyte, byte> isEnabled;
    private readonly delegate* unmanaged<sbyte, byte, void> setEnabled;
    private readonly delegate* unmanaged<sbyte, sbyte> getType;
    private readonly delegate* unmanaged<sbyte, sbyte, void> setType;
    private readonly delegate* unmanaged<int> increment;
    private readonly delegate* unmanaged<int> decrement;
    private readonly delegate* unmanaged<void> clear;

    private AutocastLibrary()
    {
        try
        {
            var library = LoadedLibtorch();
            isEnabled = (delegate* unmanaged<sbyte, byte>)Function(library, "19is_autocast_enabledEN3c1010DeviceTypeE");
            setEnabled = (delegate* unmanaged<sbyte, byte, void>)Function(library, "20set_autocast_enabledEN3c1010DeviceTypeEb");
            getType = (delegate* unmanaged<sbyte, sbyte>)Function(library, "18get_autocast_dtypeEN3c1010DeviceTypeE");
            setType = (delegate* unmanaged<sbyte, sbyte, void>)Function(library, "18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");
            increment = (delegate* unmanaged<int>)Function(library, "17increment_nestingEv");
            decrement = (delegate* unmanaged<int>)Function(library, "17decrement_nestingEv");
            clear = (delegate* unmanaged<void>)Function(library, "11clear_cacheEv");
        }
        catch (EntryPointNotFoundException missing)
        {
            Problem = $"bf16 and fp16 need libtorch's autocast functions under their Linux names, and this libtorch lacks them ({missing.Message}). Use --precision fp32.";
        }
    }

    public static AutocastLibrary Loaded => loaded.Value;

    public string? Problem { get; }

    public bool IsEnabled(sbyte device) => isEnabled(device) != 0;

    public void SetEnabled(sbyte device, bool enabled) => setEnabled(device, enabled ? (byte)1 : (byte)0);

    public sbyte TypeOf(sbyte device) => getType(device);

    public void SetType(sbyte device, sbyte type) => setType(device, type);

    public void IncrementNesting() => increment();

    public int DecrementNesting() => decrement();

    public void ClearCache() => clear();

    // TorchSharp may have loaded libtorch from a folder of its own choice. A second copy would have switches of its own
    // that no tensor obeys, so take the file that is in this process already.
    private static nint LoadedLibtorch()
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        using var process = Process.GetCurrentProcess();
        var module = process.Modules.Cast<ProcessModule>().FirstOrDefault(m => Path.GetFileNameWithoutExtension(m.FileName) is "libtorch_cpu" or "torch_cpu");
        return module is null
            ? throw new EntryPointNotFoundException("no module torch_cpu in this process")
            : NativeLibrary.Load(module.FileName);
    }

    private static nint Function(nint library, string mangled) => NativeLibrary.GetExport(library, "_ZN2at8autocast" + mangled);
}
