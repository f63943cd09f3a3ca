namespace Rrm.Inference;

/// <summary>How a teacher is to be computed.</summary>
public sealed record InferenceOptions
{
    /// <summary>The devices that are asked for; <see cref="TeacherModel.Devices"/> says which ones they became. Several hold the whole teacher each.</summary>
    public IReadOnlyList<Device> Devices { get; init; } = [Device.Auto];

    /// <summary>The same where it is one.</summary>
    public Device Device
    {
        get => Devices[0];
        init => Devices = [value];
    }

    public DevicePolicy Policy { get; init; }

    /// <summary>Threads that share the work of one batch on the CPU. Default 0: one per processor that this process may use.</summary>
    public int Threads { get; init; }

    /// <summary>Images in the largest batch. Only TensorRT must know it beforehand: it builds its engine for one to so many.</summary>
    public int MaxBatch { get; init; } = 256;

    /// <summary>Bytes that ONNX Runtime's arena may take on each GPU. Default 0: all there are.</summary>
    public long GpuMemoryLimit { get; init; }

    /// <summary>Tries TensorRT on the GPUs first. It builds an engine for minutes when it meets a teacher, or reads one from <see cref="TensorRtCache"/>.</summary>
    public bool TensorRt { get; init; }

    /// <summary>Folder of engines that were built before. Engines are code for the GPU: nobody else may write there. Default null: none is kept.</summary>
    public string? TensorRtCache { get; init; }
}
