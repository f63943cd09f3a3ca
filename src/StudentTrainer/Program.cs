using System.CommandLine;
using Rrm;
using Rrm.StudentTrainer.Commands;

var parsed = RrmCommand.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"rrm: {error.Message}");
    Console.Error.WriteLine("rrm: 'rrm --help' and 'rrm COMMAND --help' list what is known.");
    return ExitCode.BadUsage;
}
try
{
    // A step may take seconds on a CPU: Ctrl-C waits for it, so that the run stays resumable.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("rrm: stopped. A run that was in training goes on with --resume.");
    return ExitCode.Failed;
}
catch (Exception problem)
{
    Console.Error.WriteLine($"rrm: {(problem is RrmException or IOException or UnauthorizedAccessException ? problem.Message : $"{problem.GetType().Name}: {problem.Message} (--verbose shows where)")}");
    if (parsed.GetValue(RrmCommand.Verbose))
        Console.Error.WriteLine(problem);
    return problem is UsageException ? ExitCode.BadUsage : ExitCode.Failed;
}
