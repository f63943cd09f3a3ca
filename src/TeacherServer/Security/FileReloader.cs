namespace Rrm.TeacherServer.Security;

/// <summary>Looks now and then whether certificates and lists of clients changed.</summary>
internal sealed partial class FileReloader(IEnumerable<IReloaded> files, SecurityOptions options, ILogger<FileReloader> logger) : BackgroundService
{
    private readonly Dictionary<IReloaded, string> told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ReloadInterval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var one in files)
                Reload(one);
        }
    }

    private void Reload(IReloaded one)
    {
        try
        {
            if (one.Reload())
                LogReloaded(logger, one.What);
            else if (!told.ContainsKey(one))
                return;
            told.Remove(one);
        }
        catch (RrmException problem)
        {
            if (told.GetValueOrDefault(one) != problem.Message)
                LogKept(logger, one.What, problem.Message);
            told[one] = problem.Message;
        }
    }

    [LoggerMessage(50, LogLevel.Information, "The {What} changed and holds from now on")]
    private static partial void LogReloaded(ILogger logger, string what);

    [LoggerMessage(51, LogLevel.Error, "The {What} changed and cannot be used, so the one before stays: {Problem}")]
    private static partial void LogKept(ILogger logger, string what, string problem);
}
