using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;

namespace Rrm.OnnxExport.Tests;

public sealed class TeacherExporterTests : IDisposable
{
    private static readonly Checkpoint Dnn = Goldens.Checkpoint("dnn");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_checkpoint_gives_the_same_file_every_time()
    {
        var first = TeacherExporter.Export(Dnn, folder["first"]);
        var second = TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["second"]);

        Assert.Equal(first.Manifest.Sha256, second.Manifest.Sha256);
        Assert.Equal(File.ReadAllBytes(first.ModelPath), File.ReadAllBytes(second.ModelPath));
    }

    [Fact]
    public void Folder_is_read_back_as_written()
    {
        var threat = new ThreatModel(Norm.Linf, 8 / 255.0);
        var written = TeacherExporter.Export(Dnn with { Manifest = Dnn.Manifest with { ThreatModel = threat } }, folder["teacher"]);

        var read = TeacherFolder.Read(folder["teacher"]);

        Assert.Equal("teacher", read.Name);
        Assert.Equal(written.Manifest.Sha256, read.Manifest.Sha256);
        Assert.Equal(Dnn.ParametersSha256(), read.Manifest.ParametersSha256);
        Assert.Equal(threat, read.Manifest.ThreatModel);
        Assert.Equal(TeacherTensors.Standard, read.Manifest.Tensors);
        Assert.Equal(512, read.Manifest.ResolveArchitecture().RepresentationWidth);
    }

    [Fact]
    public void A_teacher_is_replaced_by_another()
    {
        TeacherExporter.Export(Dnn, folder["teacher"]);
        var other = Dnn with { Manifest = Dnn.Manifest with { Normalization = Normalization.Centred } };

        Assert.Equal(TeacherExporter.Export(other, folder["teacher"]).Manifest.Sha256, TeacherFolder.Read(folder["teacher"]).Manifest.Sha256);
        Assert.Equal([folder["teacher"]], Directory.GetFileSystemEntries(folder[""]));
    }

    [Fact]
    public void A_folder_that_is_no_teacher_is_left_alone()
    {
        Directory.CreateDirectory(folder["precious"]);
        File.WriteAllText(Path.Combine(folder["precious"], "model.onnx"), "somebody else's");

        Assert.Contains("not a teacher folder", Refusal(Dnn, "precious"));
        Assert.Equal("somebody else's", File.ReadAllText(Path.Combine(folder["precious"], "model.onnx")));
    }

    [Fact]
    public void A_teacher_folder_with_something_else_in_it_is_left_alone()
    {
        TeacherExporter.Export(Dnn, folder["teacher"]);
        File.WriteAllText(Path.Combine(folder["teacher"], "notes.txt"), "mine");

        Assert.Contains("notes.txt", Refusal(Dnn, "teacher"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder["teacher"], "notes.txt")));
    }

    [Theory]
    [InlineData("-teacher")]
    [InlineData(".teacher")]
    [InlineData("my teacher")]
    [InlineData("lehrer-für-alle")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123456789")]
    public void A_name_that_does_not_go_into_an_address_is_refused(string name)
    {
        Assert.Contains("not a teacher's name", Refusal(Dnn, name));
        Assert.Empty(Directory.GetFileSystemEntries(folder[""]));
    }

    [Fact]
    public void A_model_over_two_gigabytes_is_refused_before_anything_is_written()
    {
        var architecture = new Architecture("huge", new ImageShape(3, 32, 32), [new Flatten(), new Linear("wide", 200_000)], [new Linear("head", 10)]);
        var manifest = ModelManifest.Of(architecture, [], Normalization.Centred);

        Assert.Contains("2.5 GB of parameters", Refusal(new Checkpoint(manifest, architecture, new Dictionary<string, TensorData>()), "huge"));
        Assert.Empty(Directory.GetFileSystemEntries(folder[""]));
    }

    [Fact]
    public void Weights_that_are_not_finite_are_refused()
    {
        var tensors = new Dictionary<string, TensorData>(Dnn.Tensors) { ["classifier.bias"] = TensorData.Of([0, 1, 2, float.NaN, 4, 5, 6, 7, 8, 9], 10) };

        Assert.Contains("'classifier.bias'", Refusal(Dnn with { Tensors = tensors }, "diverged"));
    }

    private string Refusal(Checkpoint checkpoint, string name) => Assert.Throws<RrmException>(() => TeacherExporter.Export(checkpoint, folder[name])).Message;
}
