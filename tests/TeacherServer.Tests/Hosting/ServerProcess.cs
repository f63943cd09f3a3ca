using System.Collections.Concurrent;
using System.Diagnostics;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Tests.Hosting;

/// <summary>The server as a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();

    public ServerProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(TeacherHost).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors);

    /// <summary>Bytes of memory that the process has in use now.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var server = new ServerProcess(arguments);
        return (await server.ExitAsync(), server.Output, server.Errors);
    }

    /// <summary>The address on which the server listens, once it is ready.</summary>
    public async Task<string> ReadyAsync()
    {
        await Bounded.UntilAsync(() => process.HasExited || output.Any(line => line.EndsWith(" Ready", StringComparison.Ordinal)));
        Assert.False(process.HasExited, $"{Output}\n{Errors}");
        return output.First(line => line.Contains("Listening on ")).Split("Listening on ")[1];
    }

    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.WaitForExitAsync().InTime();
    }

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().InTime();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
