using Grpc.Core;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>inference.GRPCInferenceService, the Open Inference Protocol, on the same teachers as rrm.v1.</summary>
internal sealed class InferenceRpc(
    Inferrer inferrer, Representer representer, Models models, Lifecycle lifecycle, ActiveCalls calls, ModelTally tally)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = lifecycle.State == ServerState.Ready });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelReadyResponse { Ready = lifecycle.State == ServerState.Ready && models.Find(request.Name, request.Version, "", CallerOf(context), out _) is not null });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse { Name = "rrm-teacher-server", Version = ServerVersion.Text, Extensions = { ModelDescription.Extensions } });

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(ModelDescription.MetadataOf(Require(request.Name, request.Version, context)));

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelConfigResponse { Config = ModelDescription.ConfigOf(Require(request.Name, request.Version, context)) });

    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context)
    {
        RequireServing();
        var teachers = request.Name.Length > 0 ? [Require(request.Name, request.Version, context)] : models.For(CallerOf(context));
        return Task.FromResult(new ModelStatisticsResponse { ModelStats = { teachers.Select(tally.Of) } });
    }

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        RequireServing();
        return Task.FromResult(new RepositoryIndexResponse { Models = { models.For(CallerOf(context)).Select(ModelDescription.IndexOf) } });
    }

    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        var answer = await inferrer.InferAsync(request, context.ToCallContext());
        return answer.Response ?? throw answer.Refusal!.ToException();
    }

    public override Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requests, IServerStreamWriter<ModelStreamInferResponse> responses, ServerCallContext context) =>
        new InferStreamCall(inferrer, representer, lifecycle, calls, requests, responses, context.ToCallContext())
        {
            EndsAtRefusal = bool.TryParse(context.RequestHeaders.GetValue(InferStreamCall.EndAtRefusalHeader), out var wished) && wished,
        }.RunAsync();

    private static Caller CallerOf(ServerCallContext context) => context.GetHttpContext().Caller();

    private Teacher Require(string name, string version, ServerCallContext context) => models.Find(name, version, "", CallerOf(context), out var refusal) ?? throw refusal!.ToException();

    private void RequireServing()
    {
        if (representer.NotServing is { } refusal)
            throw refusal.ToException();
    }
}
