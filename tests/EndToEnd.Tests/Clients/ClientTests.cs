using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Rrm.Clients;
using Rrm.EndToEnd.Tests.Processes;
using SkiaSharp;

namespace Rrm.EndToEnd.Tests.Clients;

public sealed class ClientTests(ServedTeacher served) : IClassFixture<ServedTeacher>
{
    private const int Side = 32;

    [Fact]
    public async Task The_example_writes_what_the_teacher_says_of_a_folder_of_pictures()
    {
        Directory.CreateDirectory(served["pictures/more"]);
        string[] names = ["a.png", "b.png", "more/c.png"];
        var pixels = names.SelectMany((name, seed) => WriteNoise(served[$"pictures/{name}"], seed)).ToArray();

        using var example = ChildProcess.RepresentFolder(served.Folder, served.Endpoint, served["pictures"], served["rows.npy"]);
        (await example.EndAsync()).AssertDone();

        using var client = TeacherClient.Connect(served.Endpoint);
        var answer = await client.RepresentAsync(pixels, names.Length);
        var file = File.ReadAllBytes(served["rows.npy"]);
        var start = 10 + BitConverter.ToUInt16(file, 8);
        Assert.Equal(0, start % 64);
        Assert.Contains($"'shape': (3, {answer.Representation!.Width})", Encoding.ASCII.GetString(file, 10, start - 10));
        Assert.Equal(answer.Representation.Values, MemoryMarshal.Cast<byte, float>(file.AsSpan(start)));
        Assert.Equal(names, File.ReadAllLines(served["rows.txt"]));
    }

    [Fact]
    public async Task The_example_says_what_is_wrong_in_one_line()
    {
        Directory.CreateDirectory(served["nothing"]);
        using var example = ChildProcess.RepresentFolder(served.Folder, served.Endpoint, served["nothing"], served["rows.npy"]);
        var finished = await example.EndAsync();
        Assert.Equal(1, finished.ExitCode);
        Assert.StartsWith($"represent-folder: '{served["nothing"]}' has no picture", Assert.Single(finished.ErrorLines));
    }

    [Fact]
    public async Task Loadtest_measures_a_real_service()
    {
        var finished = (await ChildProcess.RunRrmAsync(served.Folder,
            "loadtest", "--teacher", served.Endpoint, "--rate", "200", "--batch", "2", "--clients", "2", "--seconds", "1", "--warmup", "0.5", "--logits", "--json", "load.json")).AssertDone();
        Assert.Contains("from the time each request should have been sent", finished.Output);
        using var report = JsonDocument.Parse(File.ReadAllBytes(served["load.json"]));
        var root = report.RootElement;
        Assert.Equal(("open", 100, 100), (root.GetProperty("loop").GetString(), root.GetProperty("requests").GetInt32(), root.GetProperty("answered").GetInt32()));
        Assert.InRange(root.GetProperty("images_per_second").GetDouble(), 100, 300);
        var latency = root.GetProperty("latency_ms");
        Assert.InRange(latency.GetProperty("p50").GetDouble(), 0.01, latency.GetProperty("p999").GetDouble());
    }

    [Fact]
    public async Task Loadtest_of_nobody_ends_with_a_sentence()
    {
        (await ChildProcess.RunRrmAsync(served.Folder, "loadtest", "--teacher", "http://127.0.0.1:1/teacher")).AssertFailed(1, "Teacher http://127.0.0.1:1/teacher does not answer (Connection refused).");
        (await ChildProcess.RunRrmAsync(served.Folder, "loadtest", "--teacher", served.Endpoint, "--rate", "0")).AssertFailed(2, "--rate is 0; expected more than 0");
    }

    // The pixels as the teacher gets them: planes.
    private static byte[] WriteNoise(string path, int seed)
    {
        var planes = new byte[3 * Side * Side];
        new Random(seed).NextBytes(planes);
        using var picture = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var place = 0; place < Side * Side; place++)
            picture.SetPixel(place % Side, place / Side, new SKColor(planes[place], planes[Side * Side + place], planes[2 * Side * Side + place]));
        using var encoded = picture.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, encoded.ToArray());
        return planes;
    }
}
