using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Protocol;

/// <summary>Outputs or a refusal; exactly one of them.</summary>
internal readonly record struct Answer(RepresentResponse? Response, Refusal? Refusal)
{
    /// <summary>Who answered; null with a refusal, and where nobody asks.</summary>
    public Teacher? Teacher { get; init; }

    public static implicit operator Answer(RepresentResponse response) => new(response, null);

    public static implicit operator Answer(Refusal refusal) => new(null, refusal);
}
