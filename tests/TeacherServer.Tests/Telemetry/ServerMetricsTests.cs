using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Telemetry;

[Collection(ListenersCollection.Name)]
public sealed class ServerMetricsTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ServerMetrics metrics;

    public ServerMetricsTests() => metrics = new(services.GetRequiredService<IMeterFactory>());

    public void Dispose() => services.Dispose();

    [Fact]
    public void What_a_request_records_allocates_nothing_while_metrics_are_collected()
    {
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(ServerMetrics.MeterName)
            .AddReader(new BaseExportingMetricReader(new Nowhere())).Build();
        for (var round = 0; round < 1_000; round++)
            Record();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 10_000; round++)
            Record();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Tags_come_from_closed_sets()
    {
        metrics.IsServed = name => name == "dnn";
        var tags = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "rrm.refusals" && ReferenceEquals(instrument.Meter.Scope, services.GetRequiredService<IMeterFactory>()))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, measured, _) => tags.Add(string.Join(' ', measured.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        listener.Start();

        metrics.Refused("dnn", "alice", RefusalReason.QueueFull);
        metrics.Refused("made up", "alice", RefusalReason.Draining);
        for (var number = 0; number < 100; number++)
            metrics.Refused("dnn", $"client {number}", RefusalReason.Invalid);

        Assert.Equal("teacher=dnn client=alice reason=queue_full", tags[0]);
        Assert.Equal("teacher= client=alice reason=draining", tags[1]);
        Assert.Equal(2 + 31 + 1, tags.Distinct().Count());
        Assert.Equal("teacher=dnn client=other reason=invalid", tags[^1]);
    }

    [Fact]
    public void A_request_is_in_flight_from_its_arrival_to_its_end()
    {
        var arrival = metrics.Arrived("alice");
        Assert.Equal(1, metrics.Recent.Client("alice").InFlight);
        arrival.Leave("dnn", 1, TimeSpan.Zero, null);
        Assert.Equal(0, metrics.Recent.Client("alice").InFlight);
    }

    private void Record()
    {
        var arrival = metrics.Arrived("alice");
        metrics.Queued("dnn", TimeSpan.FromMilliseconds(1));
        metrics.Batch("dnn", 64, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(2));
        metrics.Coalesced("dnn", 1);
        metrics.Cache("dnn", 2, 3);
        metrics.Answered("dnn", "alice", 64, TimeSpan.FromMilliseconds(4));
        metrics.Refused("dnn", "alice", RefusalReason.Quota);
        arrival.Leave("dnn", 64, TimeSpan.FromMilliseconds(1), null);
    }

    private sealed class Nowhere : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
