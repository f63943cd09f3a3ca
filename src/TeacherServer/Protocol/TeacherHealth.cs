using Grpc.Core;
using Grpc.Health.V1;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Security;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Protocol;

/// <summary>
/// grpc.health.v1 for the server, for each teacher, and for each teacher on the device that computes it. Of our own making because a drain must
/// end the watchers' streams, or they would keep the server from stopping. Who may not use a teacher hears nothing of it.
/// </summary>
internal sealed class TeacherHealth(Lifecycle lifecycle, TeacherRepository repository) : Health.HealthBase
{
    /// <summary>Serving while everything in the models folder is what is served.</summary>
    private const string RepositoryName = "repository";

    private static readonly Caller Everybody = new("everybody");

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var caller = context.GetHttpContext().Caller();
        var status = StatusOf(request.Service, caller);
        if (status == ServingStatus.ServiceUnknown)
            throw new RpcException(new Status(StatusCode.NotFound, $"Nothing here is called {Quoted.Of(request.Service)}; expected one of {string.Join(", ", Names(caller).Select(Quoted.Of))}."));
        return Task.FromResult(new HealthCheckResponse { Status = status });
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        var caller = context.GetHttpContext().Caller();
        try
        {
            for (var last = ServingStatus.Unknown; ;)
            {
                var (moved, swapped) = (lifecycle.Changed, repository.Changed);
                var draining = lifecycle.State == ServerState.Draining;
                var status = StatusOf(request.Service, caller);
                if (status != last)
                    await responses.WriteAsync(new HealthCheckResponse { Status = last = status });
                if (draining)
                    return;
                await AnyAsync(moved, swapped, context.CancellationToken);
            }
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>What Check answers to a client that may use every teacher, without the refusal of an unknown name.</summary>
    public ServingStatus StatusOf(string service) => StatusOf(service, Everybody);

    // Leaves nothing behind on the one that does not complete, which may live as long as the server.
    private static async Task AnyAsync(Task one, Task other, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(one.WaitAsync(either.Token), other.WaitAsync(either.Token));
        await either.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private ServingStatus StatusOf(string service, Caller caller)
    {
        if (!Names(caller).Contains(service))
            return ServingStatus.ServiceUnknown;
        return lifecycle.State == ServerState.Ready && (service != RepositoryName || repository.Problems.Count == 0) ? ServingStatus.Serving : ServingStatus.NotServing;
    }

    private IEnumerable<string> Names(Caller caller) =>
    [
        "",
        TeacherService.Descriptor.FullName,
        GRPCInferenceService.Descriptor.FullName,
        // What lies in the folder is nothing for strangers.
        .. ReferenceEquals(caller, ClientDirectory.Nobody) ? Array.Empty<string>() : [RepositoryName],
        .. repository.Teachers.Where(teacher => caller.MayUse(teacher.Name)).SelectMany(teacher => new[] { $"teacher/{teacher.Name}", $"teacher/{teacher.Name}@{teacher.Description.Device}" }).Distinct(),
    ];
}
