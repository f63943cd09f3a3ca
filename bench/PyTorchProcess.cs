using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Rrm.Bench;

/// <summary>pytorch_rrm_step.py in a process of its own, waiting to be asked for steps.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    // Debian's python3-torch belongs to this one; another on the PATH would not see it.
    private const string Python = "/usr/bin/python3";

    private readonly Process process;

    private PyTorchProcess(Process process, JsonElement greeting)
    {
        this.process = process;
        (Version, Threads) = (greeting.GetProperty("torch").GetString()!, greeting.GetProperty("threads").GetInt32());
    }

    public string Version { get; }

    public int Threads { get; }

    /// <summary>Null where there is no PyTorch, with the reason.</summary>
    public static PyTorchProcess? Start(out string problem)
    {
        problem = $"there is no {Python}.";
        if (!File.Exists(Python))
            return null;
        var script = Path.Combine(AppContext.BaseDirectory, "pytorch_rrm_step.py");
        var process = Process.Start(new ProcessStartInfo(Python, [script, "--on-demand"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        if (process.StandardOutput.ReadLine() is { } greeting)
            return new(process, JsonSerializer.Deserialize<JsonElement>(greeting));
        process.Dispose();
        problem = $"{Python} cannot import torch. On Debian and Ubuntu: apt-get install python3-torch.";
        return null;
    }

    /// <summary>Takes one step and returns its seconds, measured over there.</summary>
    public double Step(string precision)
    {
        process.StandardInput.WriteLine(precision);
        process.StandardInput.Flush();
        var seconds = process.StandardOutput.ReadLine() ?? throw new RrmException("pytorch_rrm_step.py ended early; what it said is above.");
        return double.Parse(seconds, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
