using System.Text.Json;
using Rrm.Checkpoints;

namespace Rrm.OnnxExport.Tests;

public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Exports_a_run_and_writes_its_identity_as_JSON()
    {
        AtomicFolder.Replace(folder["run/checkpoint"], Goldens.Checkpoint("dnn").WriteInto);

        Assert.Equal(0, Run(folder["run"], "--out", folder["models/teacher"], "--json", folder["teacher.json"]));

        using var json = JsonDocument.Parse(File.ReadAllText(folder["teacher.json"]));
        Assert.Equal(TeacherFolder.Read(folder["models/teacher"]).Manifest.Sha256, json.RootElement.GetProperty("sha256").GetString());
    }

    [Fact]
    public void A_checkpoint_that_is_not_there_ends_with_one() => Assert.Equal(1, Run(folder["nowhere"], "--out", folder["teacher"]));

    [Fact]
    public void Bad_usage_ends_with_two() => Assert.Equal(2, Run(folder["run"]));

    [Fact]
    public void Checks_a_teacher_against_answers_from_elsewhere()
    {
        TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["models/dnn"]);
        var (representation, logits) = (Goldens.Tensor("dnn/representation"), Goldens.Tensor("dnn/logits"));
        var count = logits.Shape[0];
        var images = TensorData.Of([.. Goldens.Images((int)count, new(3, 32, 32)).Select(value => value / 255f)], count, 3, 32, 32);
        Write("good", images, representation, logits);
        Write("wrong", images, representation, TensorData.Of([.. logits.Floats.ToArray().Select(value => value + 0.5f)], [.. logits.Shape]));
        Write("short", images, TensorData.Of(new float[512], 1, 512), logits);

        Assert.Equal(0, Run("check", folder["models/dnn"], "--vectors", folder["good"]));
        Assert.Equal(1, Run("check", folder["models/dnn"], "--vectors", folder["wrong"]));
        Assert.Equal(1, Run("check", folder["models/dnn"], "--vectors", folder["short"]));
        Assert.Equal(1, Run("check", folder["models/none"], "--vectors", folder["good"]));

        void Write(string name, TensorData images, TensorData representation, TensorData logits) => AtomicFile.Write(folder[name], stream =>
            SafeTensors.Write(stream, [new("images", images), new("representation", representation), new("logits", logits)]));
    }

    [Fact]
    public void Golden_vectors_are_added_to_a_teacher_that_has_none()
    {
        var teacher = TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["models/dnn"]);
        Assert.NotNull(teacher.Manifest.Golden);
        AtomicFile.WriteJson(Path.Combine(teacher.Path, TeacherFolder.ManifestFile), teacher.Manifest with { Golden = null });

        Assert.Equal(0, Run("golden", folder["models/dnn"]));

        var golden = TeacherFolder.Read(folder["models/dnn"]).Manifest.Golden!;
        Assert.Equal(teacher.Manifest.Golden.Representation, golden.Representation);
        Assert.Equal(teacher.Manifest.Golden.Logits, golden.Logits);
        Assert.Equal(1, Run("golden", folder["models/none"]));
    }

    [Fact]
    public void Tensors_come_only_from_files_of_torch_and_over_nothing()
    {
        File.WriteAllText(folder["page.pt"], "<html>");
        Assert.Equal(1, Run("tensors", folder["page.pt"], "--out", folder["new.safetensors"]));
        Assert.Equal(1, Run("tensors", folder["page.pt"], "--out", folder["page.pt"]));
        Assert.Equal([folder["page.pt"]], Directory.GetFiles(folder[""]));
    }

    private static int Run(params string[] arguments) => (int)typeof(ExportCommand).Assembly.EntryPoint!.Invoke(null, [arguments])!;
}
