using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.StatusPage;
using Rrm.TeacherServer.Telemetry;
using Rrm.TeacherServer.Tests.Telemetry;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.StatusPage;

[Collection(ListenersCollection.Name)]
public sealed class StatusServerTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() =>
        server = await RunningServer.StartAsync(options => options with { Telemetry = new() { Urls = ["http://127.0.0.1:0"] } });

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_page_and_its_JSON_tell_what_happened()
    {
        await AskAsync();
        var status = JsonSerializer.Deserialize<ServerStatus>(await GetAsync("/status.json"), JsonFormat.Line)!;
        Assert.Equal(ServerState.Ready, status.State);
        var teacher = Assert.Single(status.Teachers);
        Assert.Equal(("dnn", server.Repository.Find("dnn")!.Sha256, "cpu"), (teacher.Name, teacher.Sha256, teacher.Device));
        var load = Assert.Single(status.Load);
        Assert.Equal((1L, 1L, 1L), (load.QueueSeconds.Count, load.RunSeconds.Count, load.RequestSeconds.Count));
        Assert.Equal(5.0, load.BatchImages.P50!.Value);
        Assert.True(load.ImagesPerSecond > 0);
        Assert.True(load.RunSeconds.P50 > 0 && load.RunSeconds.P50 <= 1.1 * load.RequestSeconds.P50);
        Assert.Equal([("alice", 1, 1)], status.Clients.Select(client => (client.Name, (int)client.Answered, (int)client.Refused)));
        var refusal = Assert.Single(status.Refusals);
        Assert.Equal(("alice", RefusalReason.UnknownTeacher), (refusal.Client, refusal.Reason));

        var page = await GetAsync("/");
        foreach (var text in new[] { "Ready", teacher.Sha256, "alice", "unknown_teacher" })
            Assert.Contains(text, page);
    }

    [Fact]
    public async Task What_could_not_be_loaded_is_told()
    {
        Assert.DoesNotContain("not served", await GetAsync("/"));
        server.Log.Announced = error => error.Contains("was not loaded");
        server.Teachers.RewriteModel("dnn", _ => "nonsense"u8.ToArray());
        server.Update.Now();
        var problem = Assert.Single(JsonSerializer.Deserialize<ServerStatus>(await GetAsync("/status.json"), JsonFormat.Line)!.Problems);
        Assert.Equal("dnn", problem.Teacher);
        Assert.Contains("not served", await GetAsync("/"));
    }

    [Fact]
    public async Task Metrics_are_there_for_Prometheus_with_closed_sets_of_labels()
    {
        await AskAsync();
        var metrics = await GetAsync("/metrics");
        AssertMetric(metrics, "rrm_requests_total", 1, "teacher=\"dnn\"", "client=\"alice\"");
        AssertMetric(metrics, "rrm_images_total", 5, "teacher=\"dnn\"", "client=\"alice\"");
        AssertMetric(metrics, "rrm_refusals_total", 1, "reason=\"unknown_teacher\"", "client=\"alice\"");
        foreach (var histogram in new[] { "rrm_queue_duration_seconds", "rrm_batch_duration_seconds", "rrm_run_duration_seconds", "rrm_request_duration_seconds", "rrm_batch_images" })
            AssertMetric(metrics, $"{histogram}_count", 1, "teacher=\"dnn\"");
        AssertMetric(metrics, "rrm_batch_images_bucket", 1, "le=\"8\"");
        AssertMetric(metrics, "rrm_server_ready", 1);
        AssertMetric(metrics, "rrm_queue_images", 0, "teacher=\"dnn\"");
        AssertMetric(metrics, "rrm_teacher_info", 1, $"sha256=\"{server.Repository.Find("dnn")!.Sha256}\"", "device=\"cpu\"");
        AssertMetric(metrics, "rrm_client_requests", 0, "client=\"alice\"");
        Assert.Contains("dotnet_process_memory_working_set_bytes", metrics);
        Assert.Contains("dotnet_gc_collections_total", metrics);
        Assert.DoesNotContain("nobody", metrics);
    }

    [Fact]
    public async Task Probes_mean_what_grpc_health_means()
    {
        var device = server.Repository.Find("dnn")!.Description.Device;
        foreach (var path in new[] { "/live", "/ready", "/ready/rrm.v1.TeacherService", "/ready/teacher/dnn", $"/ready/teacher/dnn@{device}" })
            Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(path));
        foreach (var path in new[] { "/ready/teacher/other", "/ready/teacher/dnn@tpu", "/elsewhere" })
            Assert.Equal(HttpStatusCode.NotFound, await StatusOfAsync(path));
        server.Lifecycle.Drain();
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync("/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync("/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync("/ready/teacher/dnn"));
        Assert.Contains("Draining", await GetAsync("/"));
    }

    [Fact]
    public async Task Browsers_are_told_to_run_and_load_nothing_else()
    {
        using var answer = await http.GetAsync(new Uri(server.StatusUrl + "/")).InTime();
        Assert.Equal(StatusDocument.ContentSecurityPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Server"));
        using var post = await http.PostAsync(new Uri(server.StatusUrl + "/"), null).InTime();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_told_by_what_it_was_for()
    {
        using var teachers = new TemporaryTeachers("dnn");
        await using var second = TeacherHost.Create(new ServerOptions { Models = teachers.Path, Urls = ["http://127.0.0.1:0"], Telemetry = new() { Urls = [server.StatusUrl] } });
        var problem = await Assert.ThrowsAsync<RrmException>(() => second.StartAsync().InTime());
        Assert.StartsWith("Cannot serve the status page on", problem.Message);
    }

    private async Task AskAsync()
    {
        var alice = new Metadata { { "rrm-client", "alice" } };
        await server.Client.RepresentAsync(Requests.Bytes(5), alice).ResponseAsync.InTime();
        await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(Requests.Bytes(1, teacher: "nobody<b>"), alice).ResponseAsync.InTime());
    }

    private async Task<string> GetAsync(string path) => await http.GetStringAsync(new Uri(server.StatusUrl + path)).InTime();

    private async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(server.StatusUrl + path)).InTime();
        return answer.StatusCode;
    }

    private static void AssertMetric(string metrics, string name, double value, params string[] labels)
    {
        var lines = metrics.Split('\n').Where(line => Regex.IsMatch(line, $"^{name}[{{ ]") && labels.All(line.Contains)).ToList();
        Assert.True(lines.Count > 0, $"No {name} with {string.Join(", ", labels)} in:\n{metrics}");
        Assert.Equal(value, double.Parse(lines[0][(lines[0].IndexOf('}') + 1)..].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
