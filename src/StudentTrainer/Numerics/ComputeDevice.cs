using TorchSharp;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>Where the networks run, chosen once at the start and told to the user.</summary>
public sealed class ComputeDevice
{
    private ComputeDevice(torch.Device device, string description)
    {
        Device = device;
        Description = description;
    }

    public torch.Device Device { get; }

    public bool IsCpu => Device.type == DeviceType.CPU;

    /// <summary>As a person reads it: "cpu, 2 threads" or "cuda: NVIDIA H100".</summary>
    public string Description { get; }

    /// <summary>Takes what <c>--device</c> takes: auto (the GPU where there is one), cpu or cuda.</summary>
    /// <exception cref="RrmException">The word is unknown, or cuda was asked for and is not there.</exception>
    public static ComputeDevice Choose(string request) => request switch
    {
        "cpu" => Cpu(),
        "cuda" when !torch.cuda.is_available() => throw new RrmException(
            "Device cuda was asked for, but this build of libtorch sees no NVIDIA GPU. Build with -p:Accelerator=cuda and check nvidia-smi, or use --device cpu."),
        "cuda" => Cuda(),
        "auto" => torch.cuda.is_available() ? Cuda() : Cpu(),
        _ => throw new RrmException($"Device '{request}' is unknown; expected auto, cpu or cuda."),
    };

    public override string ToString() => Description;

    private static ComputeDevice Cpu()
    {
        var threads = torch.get_num_threads();
        return new(torch.CPU, threads == 1 ? "cpu, 1 thread" : $"cpu, {threads} threads");
    }

    private static ComputeDevice Cuda() => new(torch.CUDA, $"cuda: {CudaDriver.DeviceName()}");
}
