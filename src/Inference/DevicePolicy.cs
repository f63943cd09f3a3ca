namespace Rrm.Inference;

/// <summary>What becomes of a teacher when a device that was asked for cannot compute it.</summary>
public enum DevicePolicy
{
    /// <summary>The other devices compute, or else the CPU; the reason is told.</summary>
    Fallback,

    /// <summary>It is not loaded. Nor is one of which a part would run on the CPU. The wish auto is met by either kind.</summary>
    Strict,
}
