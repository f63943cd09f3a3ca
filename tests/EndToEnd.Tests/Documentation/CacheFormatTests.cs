using System.Runtime.InteropServices;
using Rrm.Datasets;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.Images;
using Rrm.OnnxExport;
using Rrm.Representations;

namespace Rrm.EndToEnd.Tests.Documentation;

public sealed class CacheFormatTests : IDisposable
{
    private const int Images = 30;
    private const string Python = "/usr/bin/python3";

    // Says the hash of the images in a file, and of a cache which answers are there, as bytes in hexadecimal digits.
    private const string Main = """

        import sys
        names, pixels = open(sys.argv[1]).read().split("\n"), open(sys.argv[2], "rb").read()
        size = len(pixels) // int(sys.argv[3])
        print(data_set_hash((3, 32, 32), names, [(pixels[at], pixels[at + 1:at + size]) for at in range(0, len(pixels), size)]))
        cache = Cache(sys.argv[4])
        for image in range(cache.identity["image_count"]):
            for view in range(cache.identity["views"]["views_per_image"]):
                values = cache.answer(image, view)
                if values is not None:
                    print(image, view, struct.pack(f"<{len(values)}{cache.record[-2]}", *values).hex())
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("float32")]
    [InlineData("float16")]
    public async Task The_programs_on_the_page_about_the_cache_read_one_and_hash_a_data_set(string format)
    {
        Assert.SkipUnless(File.Exists(Python), $"there is no {Python}");
        TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["models/dnn"]);
        (await ChildProcess.RunRrmAsync(folder.Path, "represent", "--teacher", "models/dnn", "--dataset", "shapes", "--limit", $"{Images}", "--split", "train",
            "--cache", "cache", "--cache-format", format, "--views", "schedule", "--epochs", "2", "--view-seed", "5")).AssertDone();
        var images = DatasetCatalog.Open(new DatasetRequest("shapes", Limit: Images)).Train;
        File.WriteAllText(folder["names"], string.Join('\n', images.ClassNames));
        File.WriteAllBytes(folder["pixels"], [.. Enumerable.Range(0, Images).SelectMany(index => images.Image(index).ToArray().Prepend((byte)images.Label(index)))]);
        var file = Assert.Single(Directory.GetFiles(folder["cache"], "*-representation-*.rrmcache"));
        File.WriteAllText(folder["page.py"], string.Concat(Documents.Read("docs/cache.md").Split("```python")[1..].Select(block => block.Split("```")[0])) + Main);

        using var python = ChildProcess.Shell(folder.Path, "exec \"$0\" \"$@\"", Python, "page.py", "names", "pixels", $"{Images}", file);
        var said = (await python.EndAsync()).AssertDone().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(images.Identity, said[0]);
        Assert.Equal(Expected(images, file), said[1..]);
    }

    private static IEnumerable<string> Expected(ImageSet images, string path)
    {
        using var cache = new RepresentationCache(Path.GetDirectoryName(path)!);
        var header = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(path).AsMemory(20, BitConverter.ToInt32(File.ReadAllBytes(path), 12)));
        var identity = System.Text.Json.JsonSerializer.Deserialize<CacheIdentity>(header.RootElement.GetProperty("identity"), JsonFormat.Line)!;
        var file = Assert.Single(cache.Open(identity).Outputs);
        var row = new float[identity.Width];
        var slots = Enumerable.Range(0, 2).SelectMany(epoch => Enumerable.Range(0, Images).Select(index =>
            index * 162L + Augmentation.CropFlip.NumberOf(Augmentation.CropFlip.ViewOf(5, epoch, index, images.PictureSize(index))))).Distinct().Order().ToList();
        Assert.Equal(slots, file.Marked());
        foreach (var slot in slots)
        {
            Assert.True(file.TryRead(slot, row));
            var bytes = identity.Format == RecordFormat.Float32 ? MemoryMarshal.AsBytes(row.AsSpan()).ToArray() : MemoryMarshal.AsBytes(row.Select(value => (Half)value).ToArray().AsSpan()).ToArray();
            yield return $"{slot / 162} {slot % 162} {Convert.ToHexStringLower(bytes)}";
        }
    }
}
