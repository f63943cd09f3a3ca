using System.Diagnostics;

namespace Rrm.StudentTrainer.Quickstart;

/// <summary>The real TeacherServer, as a process of its own behind a Unix socket that nobody else can have taken.</summary>
internal sealed class TeacherProcess : IDisposable
{
    private readonly Process process;
    private readonly string socket = Path.Combine(Path.GetTempPath(), $"rrm-{Guid.NewGuid():N}.sock");
    private readonly CancellationTokenSource ended = new(); // Never disposed: the process's end may be told after ours.
    private readonly TextWriter log;
    private readonly List<string> complaints = [];

    /// <summary>Starts the service on a folder of teachers. It logs to a file; what it says on standard error is kept for <see cref="Failure"/>.</summary>
    /// <param name="models">Folder of teachers.</param>
    /// <param name="logFile">Where its log goes.</param>
    /// <param name="threads">
    /// Threads that share a batch; 0 is one per core. By default one: trainer and service share the cores here, and threads that wait for each
    /// other by spinning take them from the student.
    /// </param>
    public TeacherProcess(string models, string logFile, int threads = 1)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "TeacherServer.dll");
        if (!File.Exists(assembly))
            throw new RrmException($"TeacherServer.dll is not beside rrm in '{AppContext.BaseDirectory}'. Build or install rrm again.");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [assembly, "--models", models, "--urls", $"http://unix:{socket}", "--threads", $"{threads}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        log = TextWriter.Synchronized(new StreamWriter(logFile) { AutoFlush = true });
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => log.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            log.WriteLine(line.Data);
            if (!string.IsNullOrWhiteSpace(line.Data))
                lock (complaints)
                    complaints.Add(line.Data);
        };
        process.Exited += (_, _) => ended.Cancel();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Cancelled when the process is no more.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>What went wrong, once the process ended by itself.</summary>
    public RrmException Failure
    {
        get
        {
            process.WaitForExit();
            lock (complaints)
                return new($"The teacher service ended with exit code {process.ExitCode}: {string.Join(" ", complaints)}");
        }
    }

    /// <summary>The --teacher value for one of its teachers.</summary>
    public string EndpointOf(string teacher) => $"unix:{socket}/{teacher}";

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        log.Dispose();
        File.Delete(socket);
    }
}
