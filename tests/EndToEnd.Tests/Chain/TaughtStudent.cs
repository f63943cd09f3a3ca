using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.OnnxExport;

namespace Rrm.EndToEnd.Tests.Chain;

/// <summary>A served teacher, and what a student becomes that learns from it and is left alone.</summary>
public sealed class TaughtStudent : IAsyncLifetime
{
    public const int Epochs = 6;
    private const string Undisturbed = "undisturbed";
    private readonly TemporaryFolder folder = new();
    private readonly string[] urls = [.. Enumerable.Range(0, 3).Select(_ => $"http://127.0.0.1:{FreePort()}")];

    public string Folder => folder.Path;

    /// <summary>Where the service is, unless a test starts it elsewhere.</summary>
    internal string Endpoint => EndpointOf(0);

    internal string EndpointOf(int place) => $"{urls[place]}/teacher";

    public async ValueTask InitializeAsync()
    {
        TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["models/teacher"]);
        SmallNetworks.WriteStudent(folder["student.json"]);
        using var service = await StartServiceAsync();
        using var trainer = Train(Undisturbed);
        (await trainer.EndAsync()).AssertDone();
    }

    /// <summary>The service, ready.</summary>
    /// <param name="place">Which of its addresses.</param>
    internal async Task<ChildProcess> StartServiceAsync(int place = 0)
    {
        var service = ChildProcess.TeacherServer(Folder, folder["models"], urls[place]);
        await service.SaysAsync(" Ready");
        return service;
    }

    /// <summary>The trainer on a run of this name.</summary>
    internal ChildProcess Train(string run, params string[] more) => Train(run, Epochs, Endpoint, more);

    /// <summary>The trainer on a run of another length, or from other services.</summary>
    internal ChildProcess Train(string run, int epochs, string endpoints, params string[] more) => ChildProcess.Rrm(Folder,
    [
        "train", "rrm", "--arch", "student.json", "--dataset", "shapes", "--limit", "120", "--epochs", $"{epochs}", "--batch-size", "8", "--lr", "0.05",
        "--monitor", "16", "--seed", "3", "--teacher-depth", "3", "--teacher", endpoints, "--out", run, .. more,
    ]);

    /// <summary>Fails unless a run ended as the undisturbed one did, to the bit.</summary>
    internal void AssertSame(string run, string undisturbed = Undisturbed)
    {
        foreach (var file in (string[])["model.safetensors", "training-state.safetensors", "model.json"])
            Assert.Equal(File.ReadAllBytes(folder[$"{undisturbed}/checkpoint/{file}"]), File.ReadAllBytes(folder[$"{run}/checkpoint/{file}"]));
        Assert.Equal(Curve(undisturbed), Curve(run));
        Assert.True(File.Exists(folder[$"{run}/result.json"]));
    }

    /// <summary>How long each epoch of a run stood still for the teacher, in seconds.</summary>
    internal IEnumerable<double> Waits(string run) => File.ReadLines(folder[$"{run}/metrics.jsonl"]).Select(line =>
    {
        using var epoch = JsonDocument.Parse(line);
        return epoch.RootElement.GetProperty("teacher_wait_seconds").GetDouble();
    });

    internal string this[string path] => folder[path];

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Everything of metrics.jsonl but the times.
    private List<string> Curve(string run) => [.. File.ReadLines(folder[$"{run}/metrics.jsonl"]).Select(line =>
    {
        using var epoch = JsonDocument.Parse(line);
        return string.Join(' ', ((string[])["epoch", "loss", "train_accuracy", "test_accuracy", "learning_rate"]).Select(key => epoch.RootElement.GetProperty(key).GetRawText()));
    })];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
