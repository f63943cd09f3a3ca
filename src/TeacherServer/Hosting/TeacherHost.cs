using System.Net.Sockets;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Hosting;

/// <summary>The whole server: put together, started, drained. Tests run the same one in process.</summary>
internal sealed partial class TeacherHost : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ILogger logger;

    private TeacherHost(WebApplication application)
    {
        this.application = application;
        logger = application.Services.GetRequiredService<ILogger<TeacherHost>>();
    }

    public IServiceProvider Services => application.Services;

    /// <summary>Addresses that the server listens on, with the real port where 0 was asked for.</summary>
    public ICollection<string> Urls => application.Urls;

    /// <summary>Checks the teachers' manifests and hashes, and puts the server together.</summary>
    public static TeacherHost Create(ServerOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        var folders = TeacherDirectory.Read(options.Models, options.Repository);
        // Not the working directory: an appsettings.json that happens to lie there is not ours.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddTelemetry(options.Verbose);
        builder.Services.AddSingleton(options);
        builder.AddLifetime();
        builder.AddTeacherRepository(folders);
        builder.AddProtocol(options, folders);
        configure?.Invoke(builder);
        var application = builder.Build();
        application.UseActiveCalls();
        application.MapProtocol();
        return new TeacherHost(application);
    }

    /// <summary>Listens, loads every teacher, and is ready. While it loads, health says NOT_SERVING and requests are refused with UNAVAILABLE.</summary>
    public async Task StartAsync()
    {
        var options = Services.GetRequiredService<ServerOptions>();
        foreach (var url in options.Urls)
            ListenAddress.RemoveStaleSocket(url);
        try
        {
            await application.StartAsync();
        }
        catch (Exception problem) when (problem is IOException or SocketException or InvalidOperationException)
        {
            throw new RrmException($"Cannot listen on {string.Join(" and ", options.Urls)}: {problem.Message}", problem);
        }
        foreach (var url in Urls)
            LogListening(logger, url);
        await Task.Run(Services.GetRequiredService<RepositoryUpdate>().Start);
        Services.GetRequiredService<Lifecycle>().BecomeReady();
        LogReady(logger);
    }

    /// <summary>Returns after a drain that a signal began.</summary>
    public Task WaitForShutdownAsync() => application.WaitForShutdownAsync();

    /// <summary>Refuses new requests, answers the admitted ones, stops.</summary>
    public async Task DrainAsync()
    {
        await Services.GetRequiredService<Drain>().AnswerAdmittedAsync();
        await application.StopAsync();
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    [LoggerMessage(2, LogLevel.Information, "Listening on {Url}")]
    private static partial void LogListening(ILogger logger, string url);

    [LoggerMessage(3, LogLevel.Information, "Ready")]
    private static partial void LogReady(ILogger logger);
}
