using System.Text.Json;
using System.Text.Json.Nodes;
using Rrm.Checkpoints;
using Rrm.Images;

namespace Rrm.Shared.Tests.Checkpoints;

public sealed class TeacherManifestTests
{
    private static readonly TeacherManifest Plain = new()
    {
        Architecture = JsonValue.Create("dnn"),
        Classes = 2,
        ClassNames = ["a", "b"],
        Input = new ImageShape(3, 32, 32),
        Normalization = Normalization.Cifar10,
        RepresentationWidth = 512,
        Temperature = 30,
        Sha256 = "00",
        ParametersSha256 = "11",
        Opset = 17,
        Tensors = TeacherTensors.Standard,
    };

    [Fact]
    public void What_is_usual_is_not_written()
    {
        var text = JsonSerializer.Serialize(Plain, JsonFormat.Indented);
        Assert.DoesNotContain("precision", text);
        Assert.DoesNotContain("golden", text);
        var read = JsonSerializer.Deserialize<TeacherManifest>(text, JsonFormat.Indented)!;
        Assert.Equal((TeacherPrecision.Float32, null, 30), (read.Precision, read.Golden, read.Temperature));
    }

    [Fact]
    public void Precision_and_golden_vectors_are_read_back()
    {
        var golden = GoldenVectors.Of([1.5f, -2], [3], TeacherPrecision.Int8);
        var text = JsonSerializer.Serialize(Plain with { Precision = TeacherPrecision.Int8, Golden = golden }, JsonFormat.Indented);
        var read = JsonSerializer.Deserialize<TeacherManifest>(text, JsonFormat.Indented)!;
        Assert.Contains("\"precision\": \"int8\"", text);
        Assert.Equal(TeacherPrecision.Int8, read.Precision);
        Assert.Equal((golden.Rule, golden.Tolerance, 0.05), (read.Golden!.Rule, read.Golden.Tolerance, golden.Tolerance));
        Assert.Equal(golden.Representation, read.Golden.Representation);
        Assert.Equal(golden.Logits, read.Golden.Logits);
    }

    [Fact]
    public void Null_stands_for_the_usual_precision()
    {
        var text = JsonSerializer.Serialize(Plain, JsonFormat.Indented).Insert(1, "\"precision\": null,");
        Assert.Equal(TeacherPrecision.Float32, JsonSerializer.Deserialize<TeacherManifest>(text, JsonFormat.Indented)!.Precision);
    }
}
