using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.EndToEnd.Tests.Build;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.Images;

namespace Rrm.EndToEnd.Tests.PyTorch;

/// <summary>A folder with what foreign.py writes, where the system's Python has PyTorch.</summary>
public sealed class ForeignFiles : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3";
    private readonly TemporaryFolder folder = new();

    /// <summary>The network of foreign.py.</summary>
    public static Architecture Architecture { get; } = new("foreign", ImageShape.Rgb(32),
        [new Convolution("conv1", 8, 3, Stride: 2, Padding: 1, Bias: false), new BatchNorm("bn1"), new ReLU(), new AdaptiveAveragePool(4), new Flatten()],
        [new Linear("linear", 10)]);

    public string Folder => folder.Path;

    /// <summary>What foreign.py said; empty where there is no PyTorch.</summary>
    public string Said { get; private set; } = "";

    private string? WhyNot { get; set; }

    public string this[string path] => folder[path];

    public async ValueTask InitializeAsync()
    {
        AtomicFile.WriteJson(folder["foreign.json"], Architecture);
        WhyNot = await WithoutTorchAsync();
        if (WhyNot is not null)
            return;
        using var python = ChildProcess.Shell(Folder, "exec \"$0\" \"$@\"", Python, Path.Combine(DotNet.Root, "tests/EndToEnd.Tests/PyTorch/foreign.py"), Folder, $"dotnet {ChildProcess.Program("onnx-export")}");
        var finished = await python.EndAsync();
        Assert.True(finished.ExitCode == 0, $"{finished.Output}\n{finished.Errors}");
        Said = finished.Output;
    }

    /// <summary>Skips the test where the files could not be made.</summary>
    public void Require() => Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string?> WithoutTorchAsync()
    {
        using var probe = ChildProcess.Shell(Folder, $"{Python} -c 'import torch, torchvision'");
        return (await probe.EndAsync()).ExitCode == 0 ? null : $"{Python} has no torch and torchvision; apt-get install python3-torch python3-torchvision";
    }
}
