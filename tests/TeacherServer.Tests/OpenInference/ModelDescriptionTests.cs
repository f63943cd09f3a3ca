using Grpc.Core;
using Rrm.Protocol.Inference;
using Rrm.TeacherServer.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Tests.OpenInference;

public sealed class ModelDescriptionTests
{
    [Fact]
    public async Task The_server_and_its_models_say_whether_they_are_ready()
    {
        await using var server = await RunningServer.StartAsync();
        var client = server.Inference();
        Assert.True((await client.ServerLiveAsync(new()).ResponseAsync.InTime()).Live);
        Assert.True((await client.ServerReadyAsync(new()).ResponseAsync.InTime()).Ready);
        foreach (var (name, version, ready) in new[] { ("dnn", "", true), ("dnn", "0", true), ("dnn", "2", false), ("dnn", "x", false), ("nobody", "", false) })
            Assert.Equal(ready, (await client.ModelReadyAsync(new() { Name = name, Version = version }).ResponseAsync.InTime()).Ready);
        Assert.Equal(ServingStatus.Serving, (await server.Health.CheckAsync(new() { Service = "inference.GRPCInferenceService" }).ResponseAsync.InTime()).Status);

        server.Lifecycle.Drain();
        Assert.True((await client.ServerLiveAsync(new()).ResponseAsync.InTime()).Live);
        Assert.False((await client.ServerReadyAsync(new()).ResponseAsync.InTime()).Ready);
        Assert.False((await client.ModelReadyAsync(new() { Name = "dnn" }).ResponseAsync.InTime()).Ready);
        foreach (var call in new Func<Task>[]
        {
            () => client.ModelMetadataAsync(new() { Name = "dnn" }).ResponseAsync,
            () => client.ModelInferAsync(InferRequests.Bytes(1)).ResponseAsync,
            () => client.RepositoryIndexAsync(new()).ResponseAsync,
            () => client.ModelStreamInfer().ResponseStream.MoveNext(default),
        })
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call().InTime())).StatusCode);
    }

    [Fact]
    public async Task Models_are_described_as_they_are()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 16, MaxRequestImages = 64 }, "dnn", "vgg11");
        var client = server.Inference();
        var teacher = server.Repository.Find("dnn")!.Description;
        var metadata = await client.ModelMetadataAsync(new() { Name = "dnn" }).ResponseAsync.InTime();
        Assert.Equal(("dnn", "0"), (metadata.Name, Assert.Single(metadata.Versions)));
        Assert.Equal(("images", "UINT8"), (metadata.Inputs[0].Name, metadata.Inputs[0].Datatype));
        Assert.Equal([-1, 3, 32, 32], metadata.Inputs[0].Shape);
        Assert.Equal([("representation", teacher.RepresentationWidth), ("logits", 10)], metadata.Outputs.Select(output => (output.Name, (int)output.Shape[1])));
        Assert.Equal((teacher.Sha256, teacher.Device), (metadata.Properties["teacher.sha256"], metadata.Properties["teacher.device"]));

        var config = (await client.ModelConfigAsync(new() { Name = "dnn" }).ResponseAsync.InTime()).Config;
        Assert.Equal((64, DataType.TypeUint8, DataType.TypeFp32), (config.MaxBatchSize, config.Input[0].DataType, config.Output[0].DataType));
        Assert.Equal([16], config.DynamicBatching.PreferredBatchSize);

        var index = await client.RepositoryIndexAsync(new()).ResponseAsync.InTime();
        Assert.Equal([("dnn", "0", "READY"), ("vgg11", "0", "READY")], index.Models.Select(model => (model.Name, model.Version, model.State)));
        var itself = await client.ServerMetadataAsync(new()).ResponseAsync.InTime();
        Assert.Equal("rrm-teacher-server", itself.Name);
        Assert.NotEmpty(itself.Version);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => client.ModelConfigAsync(new() { Name = "x" }).ResponseAsync.InTime())).StatusCode);
    }

    [Fact]
    public async Task Statistics_count_what_happened_over_either_protocol()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 16, MaxRequestImages = 64 }, "dnn", "vgg11");
        var client = server.Inference();
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        for (var index = 0; index < 3; index++)
            await client.ModelInferAsync(InferRequests.Bytes(16, (uint)index)).ResponseAsync.InTime();
        await server.Client.RepresentAsync(Requests.Bytes(5, 7)).ResponseAsync.InTime();
        var bad = InferRequests.Bytes(1);
        bad.Inputs[0].Datatype = "BYTES";
        await Assert.ThrowsAsync<RpcException>(() => client.ModelInferAsync(bad).ResponseAsync.InTime());

        var all = (await client.ModelStatisticsAsync(new()).ResponseAsync.InTime()).ModelStats;
        Assert.Equal(["dnn", "vgg11"], all.Select(model => model.Name));
        var dnn = all[0];
        Assert.Equal((53UL, 4UL, 4UL, 1UL), (dnn.InferenceCount, dnn.ExecutionCount, dnn.InferenceStats.Success.Count, dnn.InferenceStats.Fail.Count));
        Assert.Equal(4UL, dnn.InferenceStats.ComputeInfer.Count);
        Assert.InRange(dnn.InferenceStats.ComputeInfer.Ns, 1UL, dnn.InferenceStats.Success.Ns);
        Assert.InRange((long)dnn.LastInference, before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Equal((0UL, 0UL), (all[1].InferenceCount, all[1].LastInference));
        var one = Assert.Single((await client.ModelStatisticsAsync(new() { Name = "vgg11", Version = "0" }).ResponseAsync.InTime()).ModelStats);
        Assert.Equal("vgg11", one.Name);
    }

    [Theory]
    [InlineData("RepositoryModelLoad")]
    [InlineData("SystemSharedMemoryRegister")]
    [InlineData("TraceSetting")]
    public async Task What_is_not_implemented_says_so(string rpc)
    {
        await using var server = await RunningServer.StartAsync();
        var bytes = Marshallers.Create(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "inference.GRPCInferenceService", rpc, bytes, bytes);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Connect().CreateCallInvoker().AsyncUnaryCall(method, null, default, []).ResponseAsync.InTime());
        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
    }
}
