namespace Rrm.Inference;

/// <summary>The kinds of <see cref="Device"/>.</summary>
public enum DeviceKind
{
    /// <summary>A wish only: a loaded teacher is on one of the others.</summary>
    Auto,
    Cpu,
    Cuda,
}
