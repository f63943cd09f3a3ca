using System.Net.Sockets;
using Rrm.TeacherServer.ByReference;
using Rrm.TeacherServer.OpenInference;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.StatusPage;
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
        // Not the working directory, which may be anything.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.ForgetFrameworkSettings();
        builder.AddTelemetry(options);
        builder.Services.AddSingleton(options);
        builder.AddLifetime();
        builder.AddSecurity(options);
        builder.AddListeners(options);
        builder.AddTeacherRepository(folders);
        builder.AddByReference();
        builder.AddProtocol(options, folders);
        builder.AddOpenInference();
        builder.AddStatusPage(options);
        configure?.Invoke(builder);
        var application = builder.Build();
        application.UseTelemetry();
        application.UseSecurity();
        application.UseActiveCalls();
        application.UseFrameReader();
        application.MapProtocol();
        application.MapOpenInference();
        return new TeacherHost(application);
    }

    /// <summary>Listens, loads every teacher, and is ready. While it loads, health says NOT_SERVING and requests are refused with UNAVAILABLE.</summary>
    public async Task StartAsync()
    {
        var options = Services.GetRequiredService<ServerOptions>();
        foreach (var url in options.Urls)
            ListenAddress.RemoveStaleSocket(url);
        foreach (var warning in Exposure.Warnings(options))
            LogExposed(logger, warning);
        foreach (var client in Services.GetRequiredService<ClientDirectory>().Unproven)
            LogUnproven(logger, client);
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
        await Task.Run(() => Services.GetRequiredService<DatasetRepository>().Load());
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

    [LoggerMessage(5, LogLevel.Warning, "{Warning}")]
    private static partial void LogExposed(ILogger logger, string warning);

    [LoggerMessage(6, LogLevel.Warning, "Security.Clients has '{Client}', but no token or certificate lets it in, so what is said there holds for nobody")]
    private static partial void LogUnproven(ILogger logger, string client);

    [LoggerMessage(3, LogLevel.Information, "Ready")]
    private static partial void LogReady(ILogger logger);
}
