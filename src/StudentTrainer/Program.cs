using System.CommandLine;
using System.Runtime.InteropServices;
using Rrm;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Numerics;

HostMemory.KeepFreed();
var parsed = RrmCommand.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"rrm: {error.Message}");
    Console.Error.WriteLine("rrm: 'rrm --help' and 'rrm COMMAND --help' list what is known.");
    return ExitCode.BadUsage;
}

// The first Ctrl-C or SIGTERM asks the work to stop between two steps; a second one ends the process as usual.
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("rrm: stopped. What is done stays: the same command goes on with it; 'rrm train' goes on with --resume.");
    return ExitCode.Failed;
}
catch (Exception problem)
{
    Console.Error.WriteLine($"rrm: {(problem is RrmException or IOException or UnauthorizedAccessException ? problem.Message : $"{problem.GetType().Name}: {problem.Message} (--verbose shows where)")}");
    if (parsed.GetValue(RrmCommand.Verbose))
        Console.Error.WriteLine(problem);
    return problem is UsageException ? ExitCode.BadUsage : ExitCode.Failed;
}
