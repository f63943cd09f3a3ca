using Grpc.Core;
using Rrm.Protocol.Inference;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>Answers one ModelInfer request: what can be said of its form is said here, all else by the <see cref="Representer"/>.</summary>
internal sealed partial class Inferrer(Representer representer, Models models, ServerMetrics metrics, ILogger<Inferrer> logger)
{
    public async Task<InferAnswer> InferAsync(ModelInferRequest request, CallContext call)
    {
        if (models.Find(request.ModelName, request.ModelVersion, InferTranslation.PinOf(request), call.Caller, out var refusal) is not { } teacher)
            return Refuse("", refusal!, call);
        if (InferTranslation.Read(request, teacher, out var represent, out var outputs) is { } misuse)
            return Refuse(teacher.Name, misuse, call);
        var answer = await representer.RepresentAsync(represent, call);
        return answer.Response is { } response ? InferTranslation.Write(request, answer.Teacher!, outputs, response) : answer.Refusal!;
    }

    private Refusal Refuse(string teacher, Refusal refusal, CallContext call)
    {
        metrics.Refused(teacher, call.Caller.Name, refusal.Reason);
        LogRefused(logger, refusal.Code, refusal.Detail);
        return refusal;
    }

    [LoggerMessage(70, LogLevel.Debug, "Refused with {Code}: {Detail}")]
    private static partial void LogRefused(ILogger logger, StatusCode code, string detail);
}
