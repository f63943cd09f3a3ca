using System.Diagnostics.Metrics;
using System.Text.Json;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.StatusPage;
using Rrm.TeacherServer.Telemetry;
using Rrm.TeacherServer.Tests.StatusPage;
using Rrm.TeacherServer.Tests.Telemetry;

namespace Rrm.TeacherServer.Tests.Deployment;

[Collection(ListenersCollection.Name)]
public sealed class OperationsGuideTests
{
    [Fact]
    public async Task The_metrics_table_is_the_instruments()
    {
        var instruments = new Dictionary<string, Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ServerMetrics.MeterName)
                instruments[instrument.Name] = instrument;
        };
        listener.Start();
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(
            instruments.Values.Select(instrument => (instrument.Name, PrometheusNameOf(instrument), KindOf(instrument), instrument.Description!)).Order(),
            OperationsGuide.Metrics.Order());
    }

    [Fact]
    public void The_reasons_of_refusals_are_all_named()
    {
        var listed = Enum.GetValues<RefusalReason>().Select(reason => $"`{reason.ToWord()}`");
        Assert.Contains($"Reasons: {string.Join(", ", listed)}.", OperationsGuide.Text.ReplaceLineEndings(" "));
    }

    [Fact]
    public void Every_setting_and_every_key_of_the_status_is_explained()
    {
        foreach (var setting in typeof(TelemetryOptions).GetProperties().Where(property => property.CanWrite))
            Assert.Contains($"| `{setting.Name}` |", OperationsGuide.Text);
        using var status = JsonDocument.Parse(JsonSerializer.Serialize(SampleStatus.Of(ServerState.Ready), JsonFormat.Line));
        Assert.All(Keys(status.RootElement), key => Assert.Contains($"`{key}`", OperationsGuide.Text));
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Keys(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Keys),
        _ => [],
    };

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        var other => other,
    };

    // As the exporter makes them: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
    private static string PrometheusNameOf(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "") + (KindOf(instrument) == "counter" ? "_total" : "");
}
