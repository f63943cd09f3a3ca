using Grpc.Core;
using Rrm.Checkpoints;
using Rrm.Inference;
using Rrm.Protocol.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Tests.Repository;

public sealed class ReloadTests(TwoNetworks networks) : IClassFixture<TwoNetworks>
{
    private string Sha1 => networks.First.Manifest.Sha256;

    private string Sha2 => networks.Second.Manifest.Sha256;

    [Fact]
    public async Task Reload_of_a_corrupt_model_keeps_the_old_one_and_says_so_once()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Repository = new() { PollInterval = TimeSpan.FromMilliseconds(20) } });
        server.Log.Announced = error => error.Contains("was not loaded");
        var model = Path.Combine(server.Teachers["dnn"], TeacherFolder.ModelFile);
        var sound = File.ReadAllBytes(model);
        File.WriteAllBytes(model, sound[..^1000]);

        await Bounded.UntilAsync(() => server.Repository.Problems.Count > 0);
        var problem = server.Repository.Problems.Single();
        Assert.Equal(("dnn", "0"), (problem.Teacher, problem.Version));
        Assert.Contains("was changed or truncated", problem.Sentence);
        Assert.Equal(ServingStatus.NotServing, await HealthOf(server, "repository"));
        Assert.Equal(ServingStatus.Serving, await HealthOf(server, "teacher/dnn"));
        Assert.Equal(Sha1, await ShaOfAnswer(server));

        server.Update.Poll();
        server.Update.Poll();
        await Task.Delay(100);
        var error = Assert.Single(server.Log.Errors);
        Assert.Contains($"Teacher dnn, version 0, was not loaded and is served as before, sha256 {Sha1}: ", error);

        File.WriteAllBytes(model, sound);
        await Bounded.UntilAsync(() => server.Repository.Problems.Count == 0);
        Assert.Equal(ServingStatus.Serving, await HealthOf(server, "repository"));
        TwoNetworks.Put(networks.Second, server.Teachers["dnn"]);
        await Bounded.UntilAsync(() => server.Repository.Find("dnn")!.Sha256 == Sha2);
        Assert.Equal(Sha2, await ShaOfAnswer(server));
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_new_teacher_the_old_one_stays()
    {
        await using var server = await RunningServer.StartAsync();
        server.Log.Announced = error => error.Contains("was not loaded");
        var before = server.Repository.Find("dnn");
        (string Says, Action Spoil)[] ways =
        [
            ("is not a teacher manifest", () => File.WriteAllText(Path.Combine(server.Teachers["dnn"], TeacherFolder.ManifestFile), "{")),
            ("No model.onnx beside", () => File.Delete(Path.Combine(server.Teachers["dnn"], TeacherFolder.ModelFile))),
            ("is not a model that ONNX Runtime can load", () => server.Teachers.RewriteModel("dnn", _ => "nonsense"u8.ToArray())),
            ("contradicts its teacher.json", () => server.Teachers.Rewrite("dnn", manifest => manifest with { RepresentationWidth = 3 })),
            ("answers on", () => server.Teachers.Rewrite("dnn", manifest => manifest with { Golden = networks.First.Manifest.Golden })),
            ("is a link that leaves", () =>
            {
                File.Delete(Path.Combine(server.Teachers["dnn"], TeacherFolder.ModelFile));
                File.CreateSymbolicLink(Path.Combine(server.Teachers["dnn"], TeacherFolder.ModelFile), networks.Second.ModelPath);
            }),
        ];
        foreach (var (says, spoil) in ways)
        {
            TwoNetworks.Put(networks.Second, server.Teachers["dnn"]);
            spoil();
            server.Update.Now();
            Assert.Contains(says, server.Repository.Problems.Single().Sentence);
            Assert.Same(before, server.Repository.Find("dnn"));
        }
        Assert.Equal(Sha1, await ShaOfAnswer(server));
        TwoNetworks.Put(networks.Second, server.Teachers["dnn"]);
        server.Update.Now();
        Assert.Empty(server.Repository.Problems);
        Assert.Equal(Sha2, await ShaOfAnswer(server));
    }

    [Fact]
    public async Task A_copy_that_is_half_done_is_not_taken_for_the_old_network_when_it_is_complete()
    {
        await using var server = await RunningServer.StartAsync();
        server.Log.Announced = error => error.Contains("was not loaded");
        foreach (var file in new[] { TeacherFolder.ManifestFile, TeacherFolder.ModelFile })
        {
            File.Copy(Path.Combine(networks.Second.Path, file), Path.Combine(server.Teachers["dnn"], file), overwrite: true);
            server.Update.Now();
        }
        Assert.Empty(server.Repository.Problems);
        Assert.Equal(Sha2, await ShaOfAnswer(server));
    }

    [Fact]
    public async Task A_folder_that_still_changes_is_left_alone()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Repository = new() { PollInterval = TimeSpan.Zero } });
        TwoNetworks.Put(networks.Second, server.Teachers["dnn"]);
        server.Update.Poll();
        TwoNetworks.Put(networks.First, server.Teachers["other"]);
        server.Update.Poll();
        Assert.Equal(["dnn"], server.Repository.Teachers.Select(teacher => teacher.Name));
        Assert.Equal(Sha1, server.Repository.Find("dnn")!.Sha256);
        server.Update.Poll();
        Assert.Equal([("dnn", Sha2), ("other", Sha1)], server.Repository.Teachers.Select(teacher => (teacher.Name, teacher.Sha256)));
    }

    [Fact]
    public async Task A_corrupt_new_version_leaves_the_versions_before_it()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Repository = new() { Versions = 1 } });
        server.Log.Announced = error => error.Contains("was not loaded");
        TwoNetworks.Put(networks.Second, server.Teachers["dnn/1"]);
        server.Teachers.RewriteModel("dnn/1", bytes => bytes[..^1000]);
        server.Update.Now();
        Assert.Equal(["0"], server.Repository.Teachers.Select(teacher => teacher.Version));

        // Nothing is left but what cannot be loaded.
        Directory.Move(server.Teachers["dnn/1"], server.Teachers[".1"]);
        Directory.Delete(server.Teachers["dnn"], recursive: true);
        Directory.CreateDirectory(server.Teachers["dnn"]);
        Directory.Move(server.Teachers[".1"], server.Teachers["dnn/1"]);
        server.Update.Now();
        Assert.Equal(["0"], server.Repository.Teachers.Select(teacher => teacher.Version));
        Assert.Equal(Sha1, await ShaOfAnswer(server));

        // A newer one makes the corrupt one nobody's business.
        TwoNetworks.Put(networks.Second, server.Teachers["dnn/2"]);
        server.Update.Now();
        Assert.Empty(server.Repository.Problems);
        Assert.Equal(["2"], server.Repository.Teachers.Select(teacher => teacher.Version));
    }

    [Fact]
    public async Task New_folders_appear_removed_ones_go_and_health_follows()
    {
        await using var server = await RunningServer.StartAsync();
        using var watch = server.Health.Watch(new() { Service = "teacher/other" });
        await AssertNext(ServingStatus.ServiceUnknown);
        TwoNetworks.Put(networks.First, server.Teachers["other"]);
        server.Update.Now();
        await AssertNext(ServingStatus.Serving);
        Assert.Equal(Sha1, await ShaOfAnswer(server, "other"));

        Directory.Delete(server.Teachers["other"], recursive: true);
        server.Update.Now();
        await AssertNext(ServingStatus.ServiceUnknown);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => ShaOfAnswer(server, "other"))).StatusCode);
        await server.Repository.Unloading.InTime();

        async Task AssertNext(ServingStatus status)
        {
            Assert.True(await watch.ResponseStream.MoveNext(default).InTime());
            Assert.Equal(status, watch.ResponseStream.Current.Status);
        }
    }

    [Fact]
    public async Task An_empty_folder_is_a_mount_that_failed_and_ends_no_service()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Repository = new() { PollInterval = TimeSpan.Zero } });
        server.Log.Announced = error => error.Contains("The teachers stay as they were");
        Directory.Move(server.Teachers["dnn"], server.Teachers[".away"]);
        server.Update.Now();
        server.Update.Now();
        Assert.Contains("No teacher in", server.Repository.Problems.Single().Sentence);
        Assert.Single(server.Log.Errors);
        Assert.Equal(Sha1, await ShaOfAnswer(server));

        Directory.Move(server.Teachers[".away"], server.Teachers["dnn"]);
        var before = server.Repository.Find("dnn");
        server.Update.Poll();
        Assert.Empty(server.Repository.Problems);
        Assert.Same(before, server.Repository.Find("dnn"));
    }

    [Fact]
    public async Task A_swap_under_load_loses_and_mixes_nothing()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 16, Threads = 1, Repository = new() { Versions = 1 } });
        RepresentRequest[] requests = [.. Enumerable.Range(0, 6).Select(index => Requests.Bytes(3 + 7 * index, (uint)index))];
        var expected = new Dictionary<string, List<float[]>>();
        foreach (var network in new[] { networks.First, networks.Second })
        {
            using var model = TeacherModel.Load(network);
            expected[model.Sha256] = [.. requests.Select(request => model.Expected(request).Representation)];
        }

        var (answered, refused, swaps) = (0, 0, 0);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 6).Select(client => Task.Run(async () =>
        {
            for (var turn = client; !end.IsCancellationRequested; turn++)
            {
                var index = turn % requests.Length;
                var request = requests[index].Clone();
                request.Sha256 = (client % 3) switch { 0 => "", 1 => Sha1, _ => Sha2 };
                try
                {
                    var reply = await server.Client.RepresentAsync(request).ResponseAsync.InTime();
                    Assert.True(request.Sha256.Length == 0 || request.Sha256 == reply.Sha256);
                    Assert.Equal(expected[reply.Sha256][index], Requests.FloatsOf(reply.Representation));
                    Interlocked.Increment(ref answered);
                }
                // The other network is served at this moment. Who pins nothing is always answered.
                catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition && request.Sha256.Length > 0)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })).ToList();
        foreach (var network in Enumerable.Repeat<TeacherFolder[]>([networks.Second, networks.First], 8).SelectMany(pair => pair))
        {
            TwoNetworks.Put(network, server.Teachers["dnn"]);
            await Task.Run(server.Update.Now).InTime();
            Assert.Equal(network.Manifest.Sha256, server.Repository.Find("dnn")!.Sha256);
            var goal = Volatile.Read(ref answered) + 6;
            await Bounded.UntilAsync(() => Volatile.Read(ref answered) >= goal || clients.Exists(client => client.IsCompleted));
            swaps++;
        }
        await end.CancelAsync();
        await Task.WhenAll(clients).InTime();
        Assert.Equal(16, swaps);
        Assert.True(refused > 0);
    }

    [Fact]
    public async Task What_waits_for_a_teacher_when_it_is_swapped_is_answered_by_it()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 4, Threads = 1, Repository = new() { Versions = 1 } });
        var old = server.Repository.Find("dnn")!;
        RepresentRequest[] requests = [.. Enumerable.Range(0, 12).Select(index => Requests.Bytes(300, (uint)index))];
        var answers = requests.Select(request => server.Client.RepresentAsync(request).ResponseAsync.InTime()).ToList();
        await Bounded.UntilAsync(() => old.Batcher.WaitingImages > 2000);
        TwoNetworks.Put(networks.Second, server.Teachers["dnn"]);
        server.Update.Now();

        using var first = TeacherModel.Load(networks.First);
        using var second = TeacherModel.Load(networks.Second);
        var shas = new List<string>();
        foreach (var (request, answer) in requests.Zip(answers))
        {
            var reply = await answer;
            Assert.Equal((reply.Sha256 == Sha1 ? first : second).Expected(request).Representation, Requests.FloatsOf(reply.Representation));
            shas.Add(reply.Sha256);
        }
        Assert.Contains(Sha1, shas);
        Assert.Equal(Sha2, await ShaOfAnswer(server));
        await server.Repository.Unloading.InTime();
    }

    private static async Task<string> ShaOfAnswer(RunningServer server, string teacher = "dnn") =>
        (await server.Client.RepresentAsync(Requests.Bytes(2, teacher: teacher)).ResponseAsync.InTime()).Sha256;

    private static async Task<ServingStatus> HealthOf(RunningServer server, string service) =>
        (await server.Health.CheckAsync(new() { Service = service }).ResponseAsync.InTime()).Status;
}
