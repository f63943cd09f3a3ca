using System.Text.Json;
using Rrm.Checkpoints;
using Rrm.Checkpoints.Importing;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.Images;
using Rrm.OnnxExport;

namespace Rrm.EndToEnd.Tests.PyTorch;

[Collection(nameof(ForeignFiles))]
public sealed class ImportTests(ForeignFiles files)
{
    private static readonly Normalization Constants = new([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]);

    [Theory]
    [InlineData("robust.pt")]
    [InlineData("objects.pt")]
    [InlineData("linf.pt")]
    [InlineData("old.pt")]
    [InlineData("parallel.pth")]
    [InlineData("strided.pt")]
    public void What_torch_saved_answers_here_as_it_does_there(string file)
    {
        files.Require();
        var carries = file is "robust.pt" or "objects.pt";

        var (checkpoint, report) = Import(file, carries ? null : Constants);

        Assert.Equal(Constants.Mean, checkpoint.Manifest.Normalization.Mean);
        Assert.Equal(carries ? 2 * 2 + 8 : 0, report.LeftOut.Count);
        Assert.Equal(TeacherFolder.Read(files["models/robust"]).Manifest.ParametersSha256, checkpoint.ParametersSha256());
        var teacher = TeacherExporter.Export(checkpoint, files[$"imported/{Path.GetFileNameWithoutExtension(file)}"]);
        TeacherCheck.Run(teacher.Path, files["vectors.safetensors"]);
        Assert.False(File.Exists(files["executed"]));
    }

    [Fact]
    public void Half_precision_is_read_within_its_rounding()
    {
        files.Require();
        var (half, whole) = (Import("half.pt", Constants).Checkpoint, Import("linf.pt", Constants).Checkpoint);
        foreach (var (name, tensor) in whole.Tensors.Where(entry => entry.Value.Type == TensorType.F32))
            Assert.All(tensor.Floats.ToArray().Zip(half.Tensors[name].Floats.ToArray()), pair => Assert.InRange(pair.Second, pair.First - 1e-3f, pair.First + 1e-3f));
    }

    [Theory]
    [InlineData("whole.pt", "it holds __main__.Network instead of a state_dict. Save model.state_dict(), not the model.")]
    [InlineData("legacy.pt", "is in the format that torch.save wrote before PyTorch 1.6")]
    public void Other_files_of_torch_are_named(string file, string told)
    {
        files.Require();
        Assert.Contains(told, Assert.Throws<RrmException>(() => Import(file, Constants)).Message);
    }

    [Fact]
    public async Task The_command_writes_a_checkpoint_that_every_other_command_takes()
    {
        files.Require();
        string[] import = ["import", "robust.pt", "--arch", "foreign.json", "--norm", "linf", "--eps", "8/255", "--out", "imported/checkpoint"];

        var said = (await ChildProcess.RunRrmAsync(files.Folder, [.. import, "--json", "report.json"])).AssertDone().Output;

        Assert.Contains("foreign from robust.pt (torch.save, the state_dict 'model'): 8 tensors, 10 classes", said);
        Assert.Contains("Normalisation of the file: mean 0.4914, 0.4822, 0.4465", said);
        Assert.Contains("Left out: 'module.normalizer.new_mean'", said);
        using var report = JsonDocument.Parse(File.ReadAllText(files["report.json"]));
        Assert.Equal(TeacherFolder.HashOf(files["robust.pt"]), report.RootElement.GetProperty("source").GetProperty("sha256").GetString());
        (await ChildProcess.RunRrmAsync(files.Folder, "evaluate", "imported/checkpoint", "--dataset", "shapes", "--limit", "32", "--eps", "8/255", "--steps", "2")).AssertDone();
        (await ChildProcess.RunRrmAsync(files.Folder, import)).AssertFailed(1, "holds a checkpoint already. Give another --out, or --replace");
        var given = (await ChildProcess.RunRrmAsync(files.Folder, [.. import, "--replace", "--mean", "0.5,0.5,0.5", "--std", "0.2,0.2,0.2"])).AssertDone().Output;
        Assert.Contains("The file carries another normalisation, mean 0.4914", given);
    }

    private (Checkpoint Checkpoint, ImportReport Report) Import(string file, Normalization? normalization) =>
        CheckpointImporter.Import(files[file], new() { Architecture = files["foreign.json"], Normalization = normalization }, TestContext.Current.CancellationToken);
}
