using Rrm.Checkpoints;
using Rrm.EndToEnd.Tests.Chain;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.OnnxExport;

namespace Rrm.EndToEnd.Tests.CommandLine;

/// <summary>A working directory with everything that can be wrong with files.</summary>
public sealed class BadInputs : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    public string Folder => folder.Path;

    public async ValueTask InitializeAsync()
    {
        var good = Goldens.Checkpoint("dnn");
        AtomicFolder.Replace(folder["good"], good.WriteInto);
        AtomicFolder.Replace(folder["truncated"], good.WriteInto);
        using (var tensors = File.OpenWrite(folder["truncated/model.safetensors"]))
            tensors.SetLength(tensors.Length / 2);
        AtomicFolder.Replace(folder["foreign"], good.WriteInto);
        AtomicFile.Write(folder["foreign/model.safetensors"], stream => SafeTensors.Write(stream, Goldens.Checkpoint("vgg11").Tensors.Take(5)));
        AtomicFolder.Replace(folder["contradicting"], (good with { Manifest = good.Manifest with { RepresentationWidth = 3 } }).WriteInto);
        AtomicFolder.Replace(folder["garbled"], good.WriteInto);
        File.WriteAllText(folder["garbled/model.json"], "{ \"architecture\": ");

        TeacherExporter.Export(good, folder["models/changed"]);
        File.AppendAllText(folder["models/changed/model.onnx"], "x");
        Directory.CreateDirectory(folder["empty"]);
        File.WriteAllText(folder["file"], "a file");
        Directory.CreateDirectory(folder["thesis"]);
        File.WriteAllText(folder["thesis/chapter.txt"], "precious");

        Directory.CreateDirectory(folder["cifar/cifar-10-batches-bin"]);
        File.WriteAllLines(folder["cifar/cifar-10-batches-bin/batches.meta.txt"], Enumerable.Range(0, 10).Select(label => $"class {label}"));
        File.WriteAllBytes(folder["cifar/cifar-10-batches-bin/data_batch_1.bin"], new byte[3073 * 12]);

        SmallNetworks.WriteStudent(folder["tiny.json"]);
        File.WriteAllText(folder["typo.json"], File.ReadAllText(folder["tiny.json"]).Replace("\"kernel\"", "\"kernal\""));
        File.WriteAllText(folder["five.json"], File.ReadAllText(folder["tiny.json"]).Replace("\"outputs\": 10", "\"outputs\": 5"));
        (await ChildProcess.RunRrmAsync(Folder, "train", "natural", "--arch", "tiny.json", "--dataset", "shapes", "--limit", "32", "--epochs", "1", "--out", "run")).AssertDone();
    }

    /// <summary>Every file and folder with what would change if it were touched.</summary>
    public IReadOnlyList<string> Snapshot() =>
    [
        .. new DirectoryInfo(Folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Where(entry => !entry.FullName.StartsWith(folder["tmp"], StringComparison.Ordinal))
            .Select(entry => entry is FileInfo file ? $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}" : entry.FullName).Order(StringComparer.Ordinal),
    ];

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
