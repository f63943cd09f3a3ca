using Rrm.Protocol.Inference;
using Rrm.TeacherServer.Protocol;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>Outputs or a refusal; exactly one of them.</summary>
internal readonly record struct InferAnswer(ModelInferResponse? Response, Refusal? Refusal)
{
    public static implicit operator InferAnswer(ModelInferResponse response) => new(response, null);

    public static implicit operator InferAnswer(Refusal refusal) => new(null, refusal);
}
