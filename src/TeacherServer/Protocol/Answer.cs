using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Protocol;

/// <summary>Outputs or a refusal; exactly one of them.</summary>
internal readonly record struct Answer(RepresentResponse? Response, Refusal? Refusal)
{
    /// <summary>How long the request waited for its first batch; null when no batch took it.</summary>
    public TimeSpan? QueueTime { get; init; }

    public static implicit operator Answer(RepresentResponse response) => new(response, null);

    public static implicit operator Answer(Refusal refusal) => new(null, refusal);
}
