using System.Runtime.InteropServices;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Repository;

/// <summary>Updates the teachers when their folder has changed, and at once on SIGHUP. By looking, because file systems of containers and networks send no notice.</summary>
internal sealed partial class RepositoryWatcher(RepositoryUpdate update, Lifecycle lifecycle, ServerOptions options, ILogger<RepositoryWatcher> logger) : BackgroundService
{
    private readonly SemaphoreSlim asked = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // From the very start: a signal that nobody handles ends the process.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangUp);
        for (var changed = lifecycle.Changed; lifecycle.State == ServerState.Loading; changed = lifecycle.Changed)
            await changed.WaitAsync(stoppingToken);
        var pause = options.Repository.PollInterval == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : options.Repository.PollInterval;
        while (true)
        {
            var now = await asked.WaitAsync(pause, stoppingToken);
            if (lifecycle.State == ServerState.Draining)
                return;
            Update(now);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        asked.Dispose();
    }

    private void Update(bool now)
    {
        try
        {
            if (now)
                update.Now();
            else
                update.Poll();
        }
        // Whatever it was, the teachers that are served are, and the next look may succeed.
        catch (Exception problem)
        {
            LogFailed(logger, problem);
        }
    }

    private void OnHangUp(PosixSignalContext context)
    {
        context.Cancel = true;
        LogAsked(logger);
        asked.Release();
    }

    [LoggerMessage(17, LogLevel.Information, "SIGHUP: looking for new, changed and removed teachers")]
    private static partial void LogAsked(ILogger logger);

    [LoggerMessage(18, LogLevel.Error, "Looking for teachers failed; those that are served stay")]
    private static partial void LogFailed(ILogger logger, Exception problem);
}
