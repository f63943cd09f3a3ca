using System.Globalization;
using Grpc.Core;

namespace Rrm.Clients.Calls;

/// <summary>What a status means for the next attempt.</summary>
internal static class Failure
{
    private const string PushbackTrailer = "grpc-retry-pushback-ms";

    private const double ShareOfOwnDeadline = 0.9; // From here on both sides' clocks may have ended it.

    private static readonly StatusCode[] Passing =
        [StatusCode.Unavailable, StatusCode.DeadlineExceeded, StatusCode.ResourceExhausted, StatusCode.Aborted, StatusCode.Cancelled];

    /// <summary>Whether the same request may succeed later, or elsewhere.</summary>
    public static bool IsPassing(RpcException problem) => Pushback(problem) is not { Ticks: < 0 } &&
        // Internal and Unknown are what a connection that breaks in the middle of a reply looks like, and then there is an exception behind them;
        // said by the service itself, they are about the request and come again.
        (Passing.Contains(problem.StatusCode) || (problem.StatusCode is StatusCode.Internal or StatusCode.Unknown && problem.Status.DebugException is not null));

    /// <summary>Whether the service is there and has too much to do. It says so by RESOURCE_EXHAUSTED, or ends a request that it cannot answer in time: long before this side would.</summary>
    /// <param name="problem">What the attempt met.</param>
    /// <param name="took">After which time.</param>
    /// <param name="deadline">The attempt's.</param>
    public static bool IsOverload(RpcException problem, TimeSpan took, TimeSpan deadline) =>
        problem.StatusCode == StatusCode.ResourceExhausted || (problem.StatusCode == StatusCode.DeadlineExceeded && took < deadline * ShareOfOwnDeadline);

    /// <summary>How long the service asks to be left alone: negative for ever, null if it does not say. A value that is no number means for ever, as gRPC defines it.</summary>
    public static TimeSpan? Pushback(RpcException problem) => problem.Trailers.GetValue(PushbackTrailer) is not { } value ? null
        : int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds)
        : TimeSpan.FromTicks(-1);

    /// <summary>What the service said; or, where a call failed on this side, what the socket said: gRPC's own sentence tells of exceptions.</summary>
    public static string Reason(RpcException problem) => (problem.Status.DebugException?.GetBaseException().Message ?? problem.Status.Detail).TrimEnd('.');
}
