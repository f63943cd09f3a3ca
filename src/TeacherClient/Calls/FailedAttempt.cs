using Grpc.Core;
using Rrm.Clients.Replicas;

namespace Rrm.Clients.Calls;

/// <summary>What an attempt met, and where: of two that race, each fails on its own.</summary>
/// <param name="replica">Who failed, or refused.</param>
/// <param name="problem">What gRPC said.</param>
/// <param name="isOverload">Whether the service has too much to do: it is there, and wants fewer requests.</param>
internal sealed class FailedAttempt(Replica replica, RpcException problem, bool isOverload) : RpcException(problem.Status, problem.Trailers, problem.Message)
{
    public Replica Replica => replica;

    public bool IsOverload => isOverload;
}
