using Rrm.Checkpoints;
using Rrm.Checkpoints.Importing;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.Inference;
using Rrm.OnnxExport;

namespace Rrm.EndToEnd.Tests.PyTorch;

[Collection(nameof(ForeignFiles))]
public sealed class PyTorchTeacherTests(ForeignFiles files)
{
    [Fact]
    public void Teachers_from_every_layout_are_one_and_the_service_can_load_them()
    {
        files.Require();
        Assert.Equal(5, files.Said.Split("ONNX Runtime agrees").Length - 1);
        var robust = TeacherFolder.Read(files["models/robust"]).Manifest;
        Assert.Equal(new ThreatModel(Norm.Linf, 8 / 255.0), robust.ThreatModel);
        Assert.Equal([0.2023, 0.1994, 0.2010], robust.Normalization.Std);
        Assert.Equal(new ModelSource("robust.pt", TeacherFolder.HashOf(files["robust.pt"])), robust.Provenance?.Source);
        foreach (var layout in (string[])["linf", "old", "objects"])
        {
            var other = TeacherFolder.Read(files[$"models/{layout}"]).Manifest;
            Assert.Equal((robust.Sha256, robust.ParametersSha256), (other.Sha256, other.ParametersSha256));
        }
        using var resnet = TeacherModel.Load(files["models/resnet18"], new InferenceOptions { Device = Device.Cpu });
        Assert.Equal(("resnet18", 512, 10, "ResNet"), (resnet.Name, resnet.Manifest.RepresentationWidth, resnet.Manifest.Classes, resnet.Manifest.ArchitectureName));
        Assert.Equal("kind 3", resnet.Manifest.ClassNames[3]);
        Assert.NotNull(resnet.Manifest.Golden);
        Assert.False(Directory.Exists(files["models/none"]));
    }

    [Fact]
    public void The_check_finds_answers_of_another_network()
    {
        files.Require();
        TeacherCheck.Run(files["models/robust"], files["vectors.safetensors"]);
        Assert.Contains("no float32 tensor 'representation' of shape [N, 512]", Refusal(files["models/resnet18"]));
        var (checkpoint, _) = CheckpointImporter.Import(files["robust.pt"], new() { Architecture = files["foreign.json"] }, TestContext.Current.CancellationToken);
        var changed = new Dictionary<string, TensorData>(checkpoint.Tensors) { ["linear.bias"] = TensorData.Of(new float[10], 10) };
        Assert.Contains("'logits' differs by up to", Refusal(TeacherExporter.Export(checkpoint with { Tensors = changed }, files["models/changed"]).Path));
    }

    [Fact]
    public async Task A_student_learns_from_a_network_of_torchvision()
    {
        files.Require();
        var said = (await ChildProcess.RunRrmAsync(files.Folder,
            "train", "rrm", "--arch", "vgg-small", "--dataset", "shapes", "--limit", "96", "--epochs", "1", "--batch-size", "32", "--monitor", "32", "--teacher", "models/resnet18", "--out", "student")).AssertDone().Output;
        Assert.Contains("Teacher resnet18", said);
        Assert.Equal(TeacherFolder.Read(files["models/resnet18"]).Manifest.Sha256, Checkpoint.Read(files["student"]).Manifest.Provenance?.TeacherSha256);
    }

    private string Refusal(string teacher) => Assert.Throws<RrmException>(() => TeacherCheck.Run(teacher, files["vectors.safetensors"])).Message;
}
