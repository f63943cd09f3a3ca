using Grpc.Core;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Protocol;

/// <summary>Why a request gets no outputs: a status, and a sentence that says what was found and what was expected.</summary>
internal sealed record Refusal(StatusCode Code, RefusalReason Reason, string Detail)
{
    public RpcException ToException() => new(new Status(Code, Detail));
}
