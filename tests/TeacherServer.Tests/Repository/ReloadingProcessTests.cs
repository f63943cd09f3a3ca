using Grpc.Net.Client;
using Rrm.Checkpoints;
using Rrm.Protocol.V1;
using Rrm.Tests;
using Rrm.TeacherServer.Tests.Hosting;

namespace Rrm.TeacherServer.Tests.Repository;

public sealed class ReloadingProcessTests(TwoNetworks networks) : IClassFixture<TwoNetworks>
{
    [Fact]
    public async Task Fifty_reloads_on_SIGHUP_leave_the_memory_as_it_was()
    {
        using var teachers = new TemporaryTeachers();
        TwoNetworks.Put(networks.First, teachers["dnn"]);
        using var server = new ServerProcess("--models", teachers.Path, "--urls", "http://127.0.0.1:0", "--threads", "1");
        using var channel = GrpcChannel.ForAddress(await server.ReadyAsync());
        var client = new TeacherService.TeacherServiceClient(channel);
        await ReloadAsync(10);
        var before = server.ResidentBytes;
        await ReloadAsync(40);
        // One network that stays behind at every reload would be forty of them.
        Assert.InRange(server.ResidentBytes, 0, before + 6 * new FileInfo(networks.First.ModelPath).Length);
        Assert.Equal("", server.Errors.Trim());
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.ExitAsync());

        async Task ReloadAsync(int times)
        {
            for (var time = 0; time < times; time++)
            {
                var network = time % 2 == 0 ? networks.Second : networks.First;
                TwoNetworks.Put(network, teachers["dnn"]);
                await server.SignalAsync("HUP");
                while ((await client.GetTeacherAsync(new() { Name = "dnn" }).ResponseAsync.InTime()).Sha256 != network.Manifest.Sha256)
                    await Task.Delay(5);
                Assert.Equal(network.Manifest.Sha256, (await client.RepresentAsync(Requests.Bytes(2)).ResponseAsync.InTime()).Sha256);
            }
        }
    }

    [Fact]
    public async Task Memory_that_a_large_batch_needed_is_given_back_when_batches_are_small()
    {
        using var teachers = new TemporaryTeachers("vgg-small");
        using var server = new ServerProcess("--models", teachers.Path, "--urls", "http://127.0.0.1:0", "--threads", "1", "--max-batch", "1024");
        using var channel = GrpcChannel.ForAddress(await server.ReadyAsync());
        var client = new TeacherService.TeacherServiceClient(channel);
        var (large, small) = (Requests.Bytes(1024, teacher: "vgg-small"), Requests.Bytes(2, teacher: "vgg-small"));
        await client.RepresentAsync(small).ResponseAsync.InTime();
        var before = server.ResidentBytes;
        await client.RepresentAsync(large).ResponseAsync.InTime();
        var high = server.ResidentBytes;
        for (var time = 0; time < 40; time++)
            await client.RepresentAsync(small).ResponseAsync.InTime();
        // The answer of the last batch is sent before its thread has given anything back.
        await Bounded.UntilAsync(() => server.ResidentBytes < before + (high - before) / 2);
    }

    [Fact]
    public async Task A_start_with_a_teacher_that_computes_something_else_ends_with_one_and_one_sentence()
    {
        using var teachers = new TemporaryTeachers();
        TwoNetworks.Put(networks.First, teachers["good"]);
        TwoNetworks.Put(networks.First, teachers["dnn/3"]);
        teachers.Rewrite("dnn/3", manifest => manifest with { Golden = networks.Second.Manifest.Golden });
        var (exitCode, _, errors) = await ServerProcess.RunAsync("--models", teachers.Path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.Contains("other than where it was exported: 'representation' of the probe images differs", errors);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_start_with_a_corrupt_newest_version_does_not_fall_back_to_an_older_one()
    {
        using var teachers = new TemporaryTeachers();
        TwoNetworks.Put(networks.First, teachers["dnn"]);
        TwoNetworks.Put(networks.Second, teachers["dnn/1"]);
        teachers.RewriteModel("dnn/1", bytes => bytes[..^1000]);
        var (exitCode, _, errors) = await ServerProcess.RunAsync("--models", teachers.Path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.Contains("is not a model that ONNX Runtime can load", errors);
    }
}
