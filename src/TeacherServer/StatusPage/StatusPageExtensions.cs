using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.StatusPage;

internal static class StatusPageExtensions
{
    /// <summary>Only where the options name an address for it.</summary>
    public static void AddStatusPage(this WebApplicationBuilder builder, ServerOptions options)
    {
        if (options.Telemetry.Urls.Count == 0)
            return;
        builder.Services.AddSingleton<StatusReader>();
        builder.Services.AddSingleton<StatusServer>();
        builder.Services.AddHostedService(services => services.GetRequiredService<StatusServer>());
    }
}
