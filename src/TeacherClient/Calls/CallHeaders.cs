using Grpc.Core;

namespace Rrm.Clients.Calls;

/// <summary>Metadata of every call: who asks, and what for.</summary>
internal static class CallHeaders
{
    public static Metadata Of(TeacherClientOptions options)
    {
        var headers = new Metadata { { "rrm-client", options.ClientName }, { "rrm-work", options.Work.ToString().ToLowerInvariant() } };
        if (options.Token is { } token)
            headers.Add("authorization", $"Bearer {token}");
        return headers;
    }
}
