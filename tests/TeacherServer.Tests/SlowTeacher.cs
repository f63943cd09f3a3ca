using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests;

/// <summary>
/// Gives a server's teachers the pace that a test sets: batches are counted on the runner's own thread, before anybody is answered, and whoever
/// listens there holds the runner up.
/// </summary>
internal sealed class SlowTeacher : IDisposable
{
    private readonly MeterListener listener = new();

    public SlowTeacher(RunningServer server, Action<int> whenComputed)
    {
        var factory = server.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Name == "rrm.batch.images" && instrument.Meter.Name == ServerMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, images, _, _) => whenComputed(images));
        listener.SetMeasurementEventCallback<long>((_, images, _, _) => whenComputed((int)images));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();
}
