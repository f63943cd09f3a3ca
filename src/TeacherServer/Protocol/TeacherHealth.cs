using Grpc.Core;
using Grpc.Health.V1;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Repository;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Protocol;

/// <summary>
/// grpc.health.v1 for the server, for each teacher, and for each teacher on the device that computes it. Of our own making because a drain must
/// end the watchers' streams, or they would keep the server from stopping.
/// </summary>
internal sealed class TeacherHealth(Lifecycle lifecycle, TeacherRepository repository) : Health.HealthBase
{
    /// <summary>Serving while everything in the models folder is what is served.</summary>
    private const string RepositoryName = "repository";

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = StatusOf(request.Service);
        if (status == ServingStatus.ServiceUnknown)
            throw new RpcException(new Status(StatusCode.NotFound, $"Nothing here is called {Quoted.Of(request.Service)}; expected one of {string.Join(", ", Names().Select(Quoted.Of))}."));
        return Task.FromResult(new HealthCheckResponse { Status = status });
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        try
        {
            for (var last = ServingStatus.Unknown; ;)
            {
                var changed = Task.WhenAny(lifecycle.Changed, repository.Changed);
                var draining = lifecycle.State == ServerState.Draining;
                var status = StatusOf(request.Service);
                if (status != last)
                    await responses.WriteAsync(new HealthCheckResponse { Status = last = status });
                if (draining)
                    return;
                await changed.WaitAsync(context.CancellationToken);
            }
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
        }
    }

    private ServingStatus StatusOf(string service)
    {
        if (!Names().Contains(service))
            return ServingStatus.ServiceUnknown;
        return lifecycle.State == ServerState.Ready && (service != RepositoryName || repository.Problems.Count == 0) ? ServingStatus.Serving : ServingStatus.NotServing;
    }

    private IEnumerable<string> Names() =>
    [
        "",
        TeacherService.Descriptor.FullName,
        RepositoryName,
        .. repository.Teachers.SelectMany(teacher => new[] { $"teacher/{teacher.Name}", $"teacher/{teacher.Name}@{teacher.Description.Device}" }).Distinct(),
    ];
}
