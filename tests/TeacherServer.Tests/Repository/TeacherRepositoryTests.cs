using Grpc.Core;
using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Tests.Repository;

public sealed class TeacherRepositoryTests(TwoNetworks networks) : IClassFixture<TwoNetworks>
{
    [Fact]
    public async Task The_newest_version_answers_unless_another_is_named_or_pinned()
    {
        await using var server = await RunningServer.StartAsync();
        TwoNetworks.Put(networks.First, server.Teachers["dnn/7"]);
        TwoNetworks.Put(networks.Second, server.Teachers["dnn/12"]);
        server.Update.Now();

        var listed = (await server.Client.ListTeachersAsync(new()).ResponseAsync.InTime()).Teachers;
        Assert.Equal([("12", networks.Second.Manifest.Sha256), ("7", networks.First.Manifest.Sha256)], listed.Select(teacher => (teacher.Version, teacher.Sha256)));
        Assert.Equal("12", (await server.Client.GetTeacherAsync(new() { Name = "dnn" }).ResponseAsync.InTime()).Version);
        Assert.All(listed, teacher => Assert.Equal(("float32", 1, teacher.Device == "cpu" ? "cpu" : "cuda:0"), (teacher.Precision, teacher.Temperature, teacher.Devices.Single())));

        Assert.Equal(networks.Second.Manifest.Sha256, (await Represent("", "")).Sha256);
        Assert.Equal(networks.First.Manifest.Sha256, (await Represent("7", "")).Sha256);
        Assert.Equal(networks.First.Manifest.Sha256, (await Represent("", networks.First.Manifest.Sha256.ToUpperInvariant())).Sha256);
        Assert.Equal(networks.Second.Manifest.Sha256, (await Represent("12", networks.Second.Manifest.Sha256)).Sha256);
        await AssertRefused(StatusCode.FailedPrecondition, "has sha256", "7", networks.Second.Manifest.Sha256);
        await AssertRefused(StatusCode.FailedPrecondition, "has sha256", "", new string('0', 64));
        foreach (var version in new[] { "0", "8", "07", "latest", "../7" })
            await AssertRefused(StatusCode.NotFound, $"Teacher 'dnn' has no version \"{version}\" here. Loaded are 12, 7.", version, "");

        Task<RepresentResponse> Represent(string version, string sha256)
        {
            var request = Requests.Bytes(2);
            (request.Version, request.Sha256) = (version, sha256);
            return server.Client.RepresentAsync(request).ResponseAsync.InTime();
        }

        async Task AssertRefused(StatusCode code, string says, string version, string sha256)
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => Represent(version, sha256));
            Assert.Equal(code, refusal.StatusCode);
            Assert.Contains(says, refusal.Status.Detail);
        }
    }

    [Fact]
    public async Task As_many_versions_as_wished_are_kept()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Repository = new() { Versions = 1 } });
        foreach (var (version, network) in new[] { (1, networks.First), (2, networks.Second), (3, networks.First) })
        {
            TwoNetworks.Put(network, server.Teachers[$"dnn/{version}"]);
            server.Update.Now();
            Assert.Equal([$"{version}"], server.Repository.Teachers.Select(teacher => teacher.Version));
        }
        Directory.Delete(server.Teachers["dnn/3"], recursive: true);
        server.Update.Now();
        Assert.Equal(["2"], server.Repository.Teachers.Select(teacher => teacher.Version));
    }

    [Fact]
    public async Task A_teacher_that_was_replaced_is_unloaded_and_closed()
    {
        await using var server = await RunningServer.StartAsync();
        var old = server.Repository.Find("dnn")!;
        TwoNetworks.Put(networks.Second, server.Teachers["dnn"]);
        server.Update.Now();
        Assert.NotSame(old, server.Repository.Find("dnn"));
        await server.Repository.Unloading.InTime();
        Assert.Throws<ObjectDisposedException>(() => old.Model.CreateRunner(1));
    }

    [Fact]
    public async Task A_teacher_with_larger_images_than_the_server_started_with_says_how_few_fit()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxRequestImages = 64, MaxBatch = 4 });
        var architecture = new Architecture("large", new(3, 64, 64), [new MaxPool(8, 8), new Flatten(), new Linear("widen", 16)], [new Linear("classifier", 2)]);
        TeacherExporter.Export(
            new(ModelManifest.Of(architecture, ["a", "b"], Normalization.Cifar10), architecture, architecture.Tensors.ToDictionary(tensor => tensor.Name, tensor => TensorData.Of(new float[tensor.ElementCount], tensor.Shape))),
            server.Teachers["large"]);
        server.Update.Now();
        var teacher = await server.Client.GetTeacherAsync(new() { Name = "large" }).ResponseAsync.InTime();
        Assert.Equal(64 * 32 * 32 / (64 * 64), teacher.MaxRequestImages);
        Assert.Equal(64, (await server.Client.GetTeacherAsync(new() { Name = "dnn" }).ResponseAsync.InTime()).MaxRequestImages);
    }
}
