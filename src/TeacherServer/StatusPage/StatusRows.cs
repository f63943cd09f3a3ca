using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>The rows of the status page's tables.</summary>
internal static class StatusRows
{
    public static Html OfTeacher(TeacherStatus teacher) =>
        $"""<tr><th scope="row">{teacher.Name}</th><td>{OrNone(teacher.Version)}</td><td><code>{teacher.Sha256}</code></td><td>{teacher.Architecture}</td><td>{teacher.Input}</td><td>{OrNone(teacher.Precision)}</td><td>{DeviceOf(teacher)}</td></tr>""";

    public static Html OfProblem(ProblemStatus problem) =>
        $"""<li>{problem.Sentence} <span class="note">Since <time datetime="{problem.Since:yyyy-MM-ddTHH:mm:ssZ}">{problem.Since:yyyy-MM-dd HH:mm:ss}</time> UTC</span></li>""";

    public static Html OfLoad(LoadStatus load)
    {
        Html[] cells =
        [
            Number($"{load.WaitingImages}"),
            Number($"{Figures.Rate(load.ImagesPerSecond)}{Sparkline.Of(load.ImagesPerSecondHistory)}"),
            Number($"{Figures.Rate(load.BatchesPerSecond)}"),
            Number($"{Figures.Count(load.BatchImages.P50)}"),
            Number($"{Figures.Count(load.BatchImages.P95)}"),
            Number($"{Figures.Share(load.CacheHits, load.CacheHits + load.CacheMisses)}"),
            Number($"{load.CoalescedImages}"),
        ];
        return $"""<tr><th scope="row">{load.Teacher}</th>{cells}</tr>""";
    }

    public static Html OfLatency(LoadStatus load) =>
        $"""<tr><th scope="row">{load.Teacher}</th>{Durations(load.QueueSeconds)}{Durations(load.RunSeconds)}{Durations(load.RequestSeconds)}</tr>""";

    public static Html OfClient(ClientStatus client) =>
        $"""<tr><th scope="row">{client.Name}</th>{Number($"{client.RequestsInFlight}")}{Number($"{Figures.Rate(client.ImagesPerSecond)}")}{Number($"{client.Answered}")}{Number($"{client.Refused}")}</tr>""";

    public static Html OfRefusal(RefusalStatus refusal) =>
        $"""<tr><td><time datetime="{refusal.Time:yyyy-MM-ddTHH:mm:ssZ}">{refusal.Time:yyyy-MM-dd HH:mm:ss}</time></td><td class="text">{OrNone(refusal.Client)}</td><td class="text">{OrNone(refusal.Teacher)}</td><td>{refusal.Reason.ToWord()}</td></tr>""";

    public static Html OfServer(ServerStatus status)
    {
        Html[] facts =
        [
            Fact("Up for", Figures.Uptime(status.UptimeSeconds)),
            Fact("Version", status.Version),
            Fact("Runtime", status.Runtime),
            Fact("Machine", $"{status.Machine}, {status.Processors} processors"),
            Fact("Memory in use", Figures.Megabytes(status.Memory.WorkingSetBytes)),
            Fact("Managed heap", Figures.Megabytes(status.Memory.HeapBytes)),
            Fact("Garbage collections", $"{status.Memory.Collections}, {Figures.Duration(status.Memory.PauseSeconds)} in all"),
        ];
        return $"{facts}";
    }

    private static string OrNone(string text) => text.Length > 0 ? text : "–";

    private static Html DeviceOf(TeacherStatus teacher)
    {
        var device = teacher.Devices.Count > 0 ? string.Join(", ", teacher.Devices) : teacher.Device;
        if (teacher.DeviceReason is not { } reason)
            return $"{device}";
        return $"""{device}<small><span class="alarm">Fallback:</span> {reason}</small>""";
    }

    private static Html Durations(Percentiles of) =>
        $"{Number($"{Figures.Duration(of.P50)}")}{Number($"{Figures.Duration(of.P95)}")}{Number($"{Figures.Duration(of.P99)}")}";

    private static Html Number(Html value) => $"""<td class="number">{value}</td>""";

    private static Html Fact(string name, string value) => $"<div><dt>{name}</dt><dd>{value}</dd></div>";
}
