using System.Diagnostics.Metrics;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Repository;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>Instruments that are read when somebody collects them: the teachers, what waits for them, and whether the server is ready.</summary>
internal sealed class TeacherGauges
{
    private readonly TeacherRepository repository;
    private readonly ServerMetrics metrics;

    public TeacherGauges(IMeterFactory factory, TeacherRepository repository, Lifecycle lifecycle, ServerMetrics metrics)
    {
        (this.repository, this.metrics) = (repository, metrics);
        metrics.IsServed = name => repository.Find(name) is not null;
        var meter = factory.Create(ServerMetrics.MeterName);
        meter.CreateObservableGauge("rrm.server.ready", () => lifecycle.State == ServerState.Ready ? 1 : 0, null, "1 when the server is ready; 0 while it loads, and from the signal to end on.");
        meter.CreateObservableGauge("rrm.queue.images", Waiting, "{image}", "Images that wait for a teacher.");
        meter.CreateObservableGauge("rrm.teacher.info", Identities, null, "1 for each teacher, tagged with its identity and the device that computes it.");
        meter.CreateObservableGauge("rrm.teacher.fallback", Fallbacks, null, "1 where a teacher does not run on the device that was asked for or preferred.");
        meter.CreateObservableGauge("rrm.client.requests", InFlight, "{request}", "Requests of a client that arrived and are not answered yet.");
    }

    // Versions of a teacher share its name.
    private IEnumerable<Measurement<int>> Waiting() => repository.Teachers.GroupBy(teacher => teacher.Name)
        .Select(versions => new Measurement<int>(versions.Sum(teacher => teacher.WaitingImages), Tag("teacher", versions.Key)));

    private IEnumerable<Measurement<int>> Identities() => repository.Teachers.Select(teacher => new Measurement<int>(1,
        Tag("teacher", teacher.Name), Tag("version", teacher.Description.Version), Tag("sha256", teacher.Sha256), Tag("precision", teacher.Description.Precision),
        Tag("device", teacher.Description.Device)));

    private IEnumerable<Measurement<int>> Fallbacks() => repository.Teachers.GroupBy(teacher => teacher.Name)
        .Select(versions => new Measurement<int>(versions.Any(teacher => teacher.Description.DeviceReason.Length > 0) ? 1 : 0, Tag("teacher", versions.Key)));

    private IEnumerable<Measurement<int>> InFlight() => metrics.Recent.Clients.Select(client => new Measurement<int>(client.InFlight, Tag("client", client.Name)));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
