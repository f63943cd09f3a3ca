using Microsoft.Extensions.Logging.Console;

namespace Rrm.TeacherServer.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Logs on the console, one line each: ours from Information (Debug when verbose), the frameworks' from Warning.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, bool verbose)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Rrm", verbose ? LogLevel.Debug : LogLevel.Information);
        // Why a start failed is told once, by who called for it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<ServerMetrics>();
    }
}
