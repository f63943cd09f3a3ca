using System.Globalization;
using Grpc.Core;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Protocol;

/// <summary>Why a request gets no outputs: a status, and a sentence that says what was found and what was expected.</summary>
internal sealed record Refusal(StatusCode Code, RefusalReason Reason, string Detail)
{
    // gRPC's own word for it: clients with a retry policy wait so long, and do not retry at all when it is negative.
    private const string PushbackTrailer = "grpc-retry-pushback-ms";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);

    /// <summary>When the same request may succeed; negative when it never can; null when that is not the server's to say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public RpcException ToException() => RetryAfter is { } pause
        ? new(new Status(Code, Detail), new Metadata { { PushbackTrailer, Milliseconds(pause) } })
        : new(new Status(Code, Detail));

    private static string Milliseconds(TimeSpan pause) => pause < TimeSpan.Zero
        ? "-1"
        : Math.Ceiling(Math.Max(pause.TotalMilliseconds, ShortestPause.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
}
