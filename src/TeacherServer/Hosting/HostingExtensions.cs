namespace Rrm.TeacherServer.Hosting;

internal static class HostingExtensions
{
    public static void AddLifetime(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Lifecycle>();
        builder.Services.AddSingleton<ActiveCalls>();
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddSingleton<IHostLifetime, SignalLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain.ConnectionsLimit);
    }

    public static void UseActiveCalls(this WebApplication application) =>
        application.Use(application.Services.GetRequiredService<ActiveCalls>().CountAsync);
}
