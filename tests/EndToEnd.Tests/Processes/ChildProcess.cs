using System.Collections.Concurrent;
using System.Diagnostics;

namespace Rrm.EndToEnd.Tests.Processes;

/// <summary>One of the programs, as a process of its own.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new(), errors = new();

    private ChildProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', output);

    private string Errors => string.Join('\n', errors);

    /// <summary>The trainer, in a working directory, which also holds its temporary files.</summary>
    public static ChildProcess Rrm(string folder, params string[] arguments) => Start(folder, "dotnet", [Program("rrm"), .. arguments]);

    /// <summary>The service.</summary>
    public static ChildProcess TeacherServer(string folder, string models, string url) =>
        Start(folder, "dotnet", [Program("TeacherServer"), "--models", models, "--urls", url, "--threads", "1"]);

    /// <summary>The example of the .NET client.</summary>
    public static ChildProcess RepresentFolder(string folder, params string[] arguments) =>
        Start(folder, "dotnet", [Path.Combine(AppContext.BaseDirectory.Replace("tests/EndToEnd.Tests", "clients/dotnet"), "represent-folder.dll"), .. arguments]);

    /// <summary>A script of the shell; the arguments are $0, $1 and so on.</summary>
    public static ChildProcess Shell(string folder, string script, params string[] arguments) => Start(folder, "bash", ["-c", script, .. arguments]);

    /// <summary>Where a program lies: beside these tests.</summary>
    public static string Program(string name) => Path.Combine(AppContext.BaseDirectory, $"{name}.dll");

    public static async Task<Finished> RunRrmAsync(string folder, params string[] arguments)
    {
        using var rrm = Rrm(folder, arguments);
        return await rrm.EndAsync();
    }

    /// <summary>Waits until the program has said so, and fails if it ends without.</summary>
    public async Task SaysAsync(string words)
    {
        await Bounded.UntilAsync(() => Output.Contains(words) || process.HasExited, () => $"'{words}' was never said:\n{Output}\n{Errors}");
        if (process.HasExited)
            await process.WaitForExitAsync().InTime(); // Reads the last lines.
        if (!Output.Contains(words))
            Assert.Fail($"ended with {process.ExitCode} and never said '{words}':\n{Output}\n{Errors}");
    }

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().InTime();
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.WaitForExitAsync().InTime();
    }

    public async Task<Finished> EndAsync(TimeSpan? within = null)
    {
        await process.WaitForExitAsync().InTime(within);
        return new(process.ExitCode, Output, Errors);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static ChildProcess Start(string folder, string program, string[] arguments)
    {
        var temporary = Path.Combine(folder, "tmp");
        Directory.CreateDirectory(temporary);
        return new(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, Environment = { ["TMPDIR"] = temporary } });
    }
}
