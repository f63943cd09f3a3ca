using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Protocol;

/// <summary>Outputs or a refusal; exactly one of them.</summary>
internal readonly record struct Answer(RepresentResponse? Response, Refusal? Refusal)
{
    public static implicit operator Answer(RepresentResponse response) => new(response, null);

    public static implicit operator Answer(Refusal refusal) => new(null, refusal);
}
