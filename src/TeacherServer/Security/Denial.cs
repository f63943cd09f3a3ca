using Grpc.Core;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Security;

/// <summary>Refusals of strangers and of clients that ask for too much. They name nobody and nothing, so nothing can be learnt by trying.</summary>
internal static class Denial
{
    public static readonly Refusal Stranger = new(StatusCode.Unauthenticated, RefusalReason.Unauthenticated, "This server has to know its clients: send a valid token, or a client certificate that it knows.");

    /// <summary>The same whether there is such a teacher or not.</summary>
    public static readonly Refusal OfTeacher = new(StatusCode.PermissionDenied, RefusalReason.PermissionDenied, "This client may not use a teacher of that name, if there is one.");

    public static readonly Refusal TooManyRequests = new(StatusCode.ResourceExhausted, RefusalReason.Quota, "This client has as many requests in flight as it may. Retry when one is answered.");

    public static readonly Refusal Overloaded = new(StatusCode.ResourceExhausted, RefusalReason.QueueFull, "As many requests as the server takes are in flight. Retry later.");
}
