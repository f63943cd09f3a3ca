using TorchSharp;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>
/// libtorch's automatic mixed precision, which TorchSharp does not bind. The switches belong to the calling thread.
/// Keep the forward pass inside and the loss outside; backward follows the types that forward used.
/// </summary>
public static class Autocast
{
    /// <summary>Whether <see cref="Enable"/> can switch to a lower precision here.</summary>
    public static bool IsSupported => WhyUnsupported is null;

    /// <summary>One sentence for the user, or null where autocast works.</summary>
    public static string? WhyUnsupported => AutocastLibrary.Loaded.Problem;

    /// <summary>
    /// Switches this thread to a precision until the answer is disposed, on the same thread. Float32 changes nothing.
    /// </summary>
    /// <exception cref="RrmException">This libtorch does not let autocast be switched from .NET.</exception>
    public static IDisposable Enable(DeviceType device, Precision precision) => precision switch
    {
        Precision.Float32 => Nothing.Instance,
        Precision.BFloat16 => Lower(device, torch.ScalarType.BFloat16),
        Precision.Float16 => Lower(device, torch.ScalarType.Float16),
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, null),
    };

    private static Region Lower(DeviceType device, torch.ScalarType type) =>
        WhyUnsupported is { } problem ? throw new RrmException(problem) : new(AutocastLibrary.Loaded, (sbyte)device, (sbyte)type);

    private sealed class Region : IDisposable
    {
        private readonly AutocastLibrary library;
        private readonly sbyte device;
        private readonly bool wasEnabled;
        private readonly sbyte oldType;
        private bool disposed;

        public Region(AutocastLibrary library, sbyte device, sbyte type)
        {
            (this.library, this.device) = (library, device);
            wasEnabled = library.IsEnabled(device);
            oldType = library.TypeOf(device);
            library.SetEnabled(device, true);
            library.SetType(device, type);
            library.IncrementNesting();
        }

        // As torch.autocast.__exit__: the outermost region drops the cached copies of the weights, which the
        // optimizer is about to change.
        public void Dispose()
        {
            if (disposed) return;
            disposed = true;
            if (library.DecrementNesting() == 0) library.ClearCache();
            library.SetEnabled(device, wasEnabled);
            library.SetType(device, oldType);
        }
    }

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
