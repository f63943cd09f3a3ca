using System.CommandLine;

namespace Rrm.StudentTrainer.Commands;

/// <summary>Runs a command line of this program within this process.</summary>
internal static class CommandRunner
{
    /// <exception cref="RrmException">The words are no command line; the command failed and has said why; or whatever it throws.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Run(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        var parsed = RrmCommand.Create().Parse([.. words]);
        if (parsed.Errors.Count > 0)
            throw new UsageException($"{TrainingCommandLine.Text(words)}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        var exitCode = parsed.InvokeAsync(invocation, cancellation).GetAwaiter().GetResult();
        if (exitCode == ExitCode.Done)
            return;
        cancellation.ThrowIfCancellationRequested();
        throw new RrmException($"'{TrainingCommandLine.Text(words)}' ended with exit code {exitCode}; what it printed says why.");
    }
}
