namespace Rrm.Inference;

/// <summary>How a teacher is to be computed.</summary>
public sealed record InferenceOptions
{
    /// <summary>The device that is asked for; <see cref="TeacherModel.DeviceInUse"/> says which one it became.</summary>
    public Device Device { get; init; } = Device.Auto;

    /// <summary>Threads that share the work of one batch on the CPU. Default 0: one per processor that this process may use.</summary>
    public int Threads { get; init; }
}
