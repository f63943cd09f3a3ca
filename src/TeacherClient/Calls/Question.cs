using Grpc.Core;
using Rrm.Clients.Replicas;

namespace Rrm.Clients.Calls;

/// <summary>A call that may be made several times, here and there: answers are pure functions of the request.</summary>
/// <param name="Images">Its weight.</param>
/// <param name="IsTimed">Whether it takes as long as others of its kind: its time counts for the median, and it is hedged.</param>
/// <param name="Start">Makes an attempt.</param>
internal sealed record Question<TReply>(int Images, bool IsTimed, Func<Replica, CallOptions, AsyncUnaryCall<TReply>> Start)
{
    /// <summary>What the last attempt met.</summary>
    public RpcException? Problem { get; set; }

    /// <summary>Who failed on it, or refused it, last; null where nobody could be asked.</summary>
    public Replica? Failed => (Problem as FailedAttempt)?.Replica;
}
