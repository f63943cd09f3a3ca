using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Numerics;

public sealed class ComputeDeviceTests
{
    [Fact]
    public void Cpu_tells_its_threads()
    {
        var device = ComputeDevice.Choose("cpu");
        Assert.Equal(CPU, device.Device);
        Assert.Matches("^cpu, [0-9]+ threads?$", device.Description);
    }

    [Fact]
    public void Auto_takes_the_gpu_where_there_is_one()
    {
        var device = ComputeDevice.Choose("auto");
        Assert.StartsWith(cuda.is_available() ? "cuda: " : "cpu, ", device.Description);
    }

    [Fact]
    public void Cuda_asked_for_and_absent_says_what_to_do()
    {
        Assert.SkipWhen(cuda.is_available(), "this machine has an NVIDIA GPU");
        var refusal = Assert.Throws<RrmException>(() => ComputeDevice.Choose("cuda"));
        Assert.Contains("-p:Accelerator=cuda", refusal.Message);
        Assert.Contains("--device cpu", refusal.Message);
    }

    [Fact]
    public void An_unknown_word_is_refused_with_the_known_ones() =>
        Assert.Contains("auto, cpu or cuda", Assert.Throws<RrmException>(() => ComputeDevice.Choose("gpu")).Message);
}
