using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>Everything that the status page shows, and the JSON of /status.json (docs/operations.md).</summary>
internal sealed record ServerStatus(
    ServerState State,
    DateTimeOffset Time,
    double UptimeSeconds,
    string Version,
    string Runtime,
    string Machine,
    int Processors,
    MemoryStatus Memory,
    IReadOnlyList<TeacherStatus> Teachers,
    IReadOnlyList<ProblemStatus> Problems,
    IReadOnlyList<LoadStatus> Load,
    IReadOnlyList<ClientStatus> Clients,
    IReadOnlyList<RefusalStatus> Refusals);
