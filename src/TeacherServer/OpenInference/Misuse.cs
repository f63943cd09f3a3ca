using Grpc.Core;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>A request that can never succeed.</summary>
internal static class Misuse
{
    public static Refusal Of(string detail) => new(StatusCode.InvalidArgument, RefusalReason.Invalid, detail);
}
