using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Telemetry;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.Telemetry;

public sealed class TelemetryOptionsTests
{
    [Fact]
    public void The_defaults_are_right_and_every_mistake_is_told()
    {
        Assert.Empty(new TelemetryOptions().Problems());
        var mistakes = new TelemetryOptions { Urls = ["https://127.0.0.1:1", "here"], OtlpEndpoint = "collector", TraceRatio = double.NaN, MaxClients = 0 };
        Assert.Equal(
            ["Telemetry.Urls has 'https://127.0.0.1:1'", "Telemetry.Urls has 'here'", "Telemetry.OtlpEndpoint is 'collector'", "Telemetry.TraceRatio is NaN", "Telemetry.MaxClients is 0"],
            mistakes.Problems().Select(problem => problem.Split(';')[0]));
        Assert.Subset(new ServerOptions { Models = "", Telemetry = mistakes }.Problems().ToHashSet(), mistakes.Problems().ToHashSet());
    }

    [Theory]
    [InlineData(false, "simple")]
    [InlineData(true, "json")]
    public async Task Logs_are_text_or_json(bool json, string formatter)
    {
        using var teachers = new TemporaryTeachers("dnn");
        var format = json ? LogFormat.Json : LogFormat.Text;
        await using var host = TeacherHost.Create(new ServerOptions { Models = teachers.Path, Telemetry = new() { LogFormat = format } });
        Assert.Equal(formatter, host.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName);
    }
}
