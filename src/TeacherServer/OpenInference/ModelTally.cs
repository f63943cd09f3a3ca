using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>What ModelStatistics tells. It listens to the server's own instruments, so nothing is measured a second time.</summary>
internal sealed class ModelTally : IDisposable
{
    private readonly ConcurrentDictionary<string, ModelCounts> models = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    public ModelTally(IMeterFactory factory)
    {
        // The factory is its meters' scope: another server in this process has another one.
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == ServerMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
    }

    public ModelStatistics Of(Teacher teacher)
    {
        var statistics = models.TryGetValue(teacher.Name, out var counts) ? counts.Read() : new ModelCounts().Read();
        (statistics.Name, statistics.Version) = (teacher.Name, teacher.Version);
        return statistics;
    }

    public void Dispose() => listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (TeacherIn(tags) is { } teacher)
            models.GetOrAdd(teacher, _ => new ModelCounts()).Note(instrument.Name, value);
    }

    // Null where no teacher is meant: a request for one that is not served.
    private static string? TeacherIn(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "teacher")
                return value is string { Length: > 0 } teacher ? teacher : null;
        }
        return null;
    }
}
