using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Telemetry;

internal static class TelemetryExtensions
{
    // Beside our own: memory and collections of the runtime, connections of the HTTP server.
    private static readonly string[] Meters = [ServerMetrics.MeterName, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>Logs on the console, instruments, and whatever carries traces and metrics away.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.AddLogging(options);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddSingleton<TeacherGauges>();
        builder.AddOpenTelemetry(options.Telemetry);
    }

    public static void UseTelemetry(this WebApplication application) => application.Services.GetRequiredService<TeacherGauges>();

    // Each event on one line: ours from Information (Debug when verbose), the frameworks' from Warning.
    private static void AddLogging(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Logging.ClearProviders();
        // A trace's ids come to a line as a scope.
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (options.Telemetry.LogFormat == LogFormat.Json)
            builder.Logging.AddJsonConsole(console =>
            {
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                console.UseUtcTimestamp = true;
                console.IncludeScopes = true;
            });
        else
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.UseUtcTimestamp = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Rrm", options.Verbose ? LogLevel.Debug : LogLevel.Information);
        // Why a start failed is told once, by who called for it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // It logs nothing that we show, and while its logger is on, every request gets an Activity and a scope that nobody looks at.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    private static void AddOpenTelemetry(this WebApplicationBuilder builder, TelemetryOptions options)
    {
        var exportsOtlp = options.OtlpEndpoint.Length > 0;
        var isScraped = options.Urls.Count > 0;
        if (!exportsOtlp && !isScraped)
            return;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("rrm-teacher", serviceVersion: ServerVersion.Text))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                if (isScraped)
                    metrics.AddPrometheusExporter();
            });
        if (!exportsOtlp)
            return;
        telemetry
            .WithTracing(tracing => tracing
                .AddSource(RequestSpans.SourceName)
                // Reads the caller's traceparent. Health checks and reflection are no requests.
                .AddAspNetCoreInstrumentation(server => server.Filter = context => !context.Request.Path.StartsWithSegments("/grpc.health.v1.Health"))
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio))))
            .UseOtlpExporter(OtlpExportProtocol.Grpc, new Uri(options.OtlpEndpoint));
    }
}
