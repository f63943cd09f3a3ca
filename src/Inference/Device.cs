namespace Rrm.Inference;

/// <summary>Where a teacher computes.</summary>
public enum Device
{
    /// <summary>CUDA where it works, else the CPU. A wish only: a loaded teacher is on one of the others.</summary>
    Auto,
    Cpu,
    Cuda,
}
