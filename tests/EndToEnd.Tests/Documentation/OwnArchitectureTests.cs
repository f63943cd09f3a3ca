using Rrm.Checkpoints;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.Inference;
using Rrm.OnnxExport;

namespace Rrm.EndToEnd.Tests.Documentation;

public sealed class OwnArchitectureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_architecture_in_the_guide_trains_exports_and_opens_in_ONNX_Runtime()
    {
        var section = Documents.Read("docs/guide.md").Split("## Your own architecture")[1];
        File.WriteAllText(folder["my-net.json"], section.Split("```json")[1].Split("```")[0]);

        (await ChildProcess.RunRrmAsync(folder.Path, "train", "natural", "--arch", "my-net.json", "--dataset", "shapes", "--limit", "128", "--epochs", "1", "--batch-size", "32", "--monitor", "32", "--out", "run")).AssertDone();
        TeacherExporter.Export(Checkpoint.Read(folder["run"]), folder["models/my-net"]);

        using var teacher = TeacherModel.Load(folder["models/my-net"], new InferenceOptions { Device = Device.Cpu });
        Assert.Equal(("my-net", 32, 10), (teacher.Manifest.ArchitectureName, teacher.Manifest.RepresentationWidth, teacher.Manifest.Classes));
    }
}
