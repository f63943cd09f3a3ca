using System.Globalization;
using Rrm.TeacherServer.Protocol;

namespace Rrm.TeacherServer.Security;

/// <summary>A gRPC status before the request's body is read: an answer of nothing but headers.</summary>
internal static class EarlyReply
{
    /// <param name="response">Not begun.</param>
    /// <param name="refusal">With a detail in ASCII without '%', or it would have to be escaped.</param>
    /// <param name="retryAfter">When to try again; null leaves that to the client.</param>
    public static Task RefuseAsync(this HttpResponse response, Refusal refusal, TimeSpan? retryAfter = null)
    {
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)refusal.Code).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = refusal.Detail;
        if (retryAfter is { } pause)
            response.Headers["grpc-retry-pushback-ms"] = ((int)pause.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
