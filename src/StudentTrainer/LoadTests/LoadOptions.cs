using Rrm.Clients;

namespace Rrm.StudentTrainer.LoadTests;

/// <summary>What load is made.</summary>
internal sealed record LoadOptions
{
    /// <summary>One or more, with commas.</summary>
    public required string Endpoints { get; init; }

    /// <summary>Clients with a connection and a name of their own.</summary>
    public int Clients { get; init; } = 4;

    /// <summary>Images in a request.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Images a second in all that are sent whatever becomes of them (open loop); null: every client sends when it has its answer (closed loop).</summary>
    public double? Rate { get; init; }

    /// <summary>How long is measured.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long load is made before that.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Deadline of a request.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a line tells how it goes; null: not at all.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Process of a service on this machine whose memory is watched.</summary>
    public int? ServerPid { get; init; }

    /// <summary>Whether logits are asked for too.</summary>
    public bool Logits { get; init; }

    /// <summary>Who the clients are.</summary>
    public TeacherClientOptions Connection { get; init; } = new();

    /// <summary>Time between two requests of the open loop.</summary>
    public TimeSpan? Interval => Rate is { } rate ? TimeSpan.FromSeconds(Batch / rate) : null;
}
