using System.Runtime.InteropServices;

namespace Rrm.TeacherServer.Hosting;

/// <summary>The first SIGTERM or SIGINT drains the server; the second ends the process at once, which is what the runtime does with a signal nobody handles.</summary>
internal sealed partial class SignalLifetime(IHostApplicationLifetime application, Lifecycle lifecycle, Drain drain, ILogger<SignalLifetime> logger)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];

    // Signals come on threads of their own, perhaps at once.
    private int signalled;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Exchange(ref signalled, 1) != 0 || lifecycle.State >= ServerState.Leaving)
            return;
        context.Cancel = true;
        LogDraining(logger, context.Signal);
        _ = DrainAndStopAsync();
    }

    private async Task DrainAndStopAsync()
    {
        await drain.AnswerAdmittedAsync();
        application.StopApplication();
    }

    [LoggerMessage(1, LogLevel.Information, "{Signal}: draining. Requests that were admitted are answered, new ones refused; a second signal ends the server at once.")]
    private static partial void LogDraining(ILogger logger, PosixSignal signal);
}
