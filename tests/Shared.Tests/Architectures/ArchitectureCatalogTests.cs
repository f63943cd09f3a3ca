using System.Text.Json;
using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;

namespace Rrm.Shared.Tests.Architectures;

public sealed class ArchitectureCatalogTests
{
    private static readonly JsonDocument Classifiers = JsonDocument.Parse(File.ReadAllText(Goldens.Path("classifiers.json")));

    public static TheoryData<string> Published => [.. Classifiers.RootElement.EnumerateObject().Select(entry => entry.Name)];

    [Theory, MemberData(nameof(Published))]
    public void State_dict_equals_the_published_one_in_names_order_and_shapes(string name)
    {
        var golden = Classifiers.RootElement.GetProperty(name);
        var architecture = ArchitectureCatalog.Create(name, golden.GetProperty("classes").GetInt32());

        Assert.Equal(golden.GetProperty("parameters").GetInt64(), architecture.ParameterCount);
        var expected = golden.GetProperty("tensors").EnumerateObject()
            .Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Value.EnumerateArray().Select(size => size.GetInt64()))}]");
        Assert.Equal(expected, architecture.Tensors.Select(tensor => tensor.ToString()));
    }

    [Theory]
    [InlineData("dnn", 39.7)]
    [InlineData("vgg11", 152.8)]
    [InlineData("resnet18", 555.4)]
    [InlineData("resnet50", 1298.9)]
    public void Multiply_accumulates_equal_the_published_ones(string name, double millions) =>
        Assert.Equal(millions, ArchitectureCatalog.Create(name, 10).MultiplyAccumulates / 1e6, 0.06);

    [Theory]
    [InlineData("vgg-small", "resnet-small", 128)]
    [InlineData("vgg-medium", "resnet-medium", 256)]
    public void Small_families_match_in_width_and_the_student_is_the_bigger_one(string teacher, string student, int width)
    {
        var (small, big) = (ArchitectureCatalog.Create(teacher, 10), ArchitectureCatalog.Create(student, 10));
        Assert.Equal(width, small.RepresentationWidth);
        Assert.Equal(width, big.RepresentationWidth);
        Assert.True(big.MultiplyAccumulates > small.MultiplyAccumulates);
        Assert.True(big.ParameterCount > small.ParameterCount);
    }

    [Theory, MemberData(nameof(Published))]
    public void Survives_a_round_trip_through_JSON(string name)
    {
        var architecture = ArchitectureCatalog.Create(name, 10);
        var copy = JsonSerializer.Deserialize<Architecture>(JsonSerializer.Serialize(architecture, JsonFormat.Indented), JsonFormat.Indented)!;

        Assert.Equal(architecture.Tensors.Select(tensor => tensor.ToString()), copy.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(architecture.RepresentationWidth, copy.RepresentationWidth);
    }

    [Fact]
    public void Width_adapter_adds_one_linear_layer_and_feeds_the_head()
    {
        var narrow = ArchitectureCatalog.Create("resnet18", 10).WithRepresentationWidth(96);

        Assert.Equal(96, narrow.RepresentationWidth);
        Assert.Contains(narrow.Tensors, tensor => tensor.ToString() == "width_adapter.weight [96, 512]");
        Assert.Contains(narrow.Tensors, tensor => tensor.ToString() == "linear.weight [10, 96]");
        Assert.Same(narrow, narrow.WithRepresentationWidth(96));
    }

    [Fact]
    public void Manifest_names_a_built_in_and_describes_an_adapted_one()
    {
        var builtIn = ArchitectureCatalog.Create("vgg11", 10);
        string[] classes = [.. Enumerable.Range(0, 10).Select(i => $"class {i}")];

        Assert.Equal("\"vgg11\"", ModelManifest.Of(builtIn, classes, Normalization.Cifar10).Architecture.ToJsonString());
        var adapted = ModelManifest.Of(builtIn.WithRepresentationWidth(7), classes, Normalization.Cifar10);
        Assert.Equal(7, adapted.ResolveArchitecture().RepresentationWidth);
    }

    [Theory]
    [InlineData("""{"name":"x","input":{"channels":3,"height":8,"width":8},"body":[{"type":"linear","name":"a","outputs":4}],"head":[{"type":"linear","name":"b","outputs":2}]}""", "flatten first")]
    [InlineData("""{"name":"x","input":{"channels":3,"height":2,"width":2},"body":[{"type":"convolution","name":"a","outputs":4,"kernel":5},{"type":"flatten"}],"head":[{"type":"linear","name":"b","outputs":2}]}""", "too small")]
    [InlineData("""{"name":"x","input":{"channels":3,"height":8,"width":8},"body":[{"type":"flatten"},{"type":"linear","name":"a","outputs":4}],"head":[{"type":"linear","name":"a","outputs":2}]}""", "appears twice")]
    [InlineData("""{"name":"x","input":{"channels":3,"height":8,"width":8},"body":[{"type":"flatten"}],"head":[{"type":"linaer","name":"a","outputs":2}]}""", "linaer")]
    [InlineData("""{"name":"x","input":{"channels":3,"height":8,"width":8},"body":[{"type":"flatten"}],"head":[{"type":"linear","name":"a","output":2}]}""", "output")]
    [InlineData("""{"name":"x","input":{"channels":3,"height":8,"width":8},"body":[{"type":"flatten"}]}""", "head")]
    public void A_description_that_makes_no_sense_is_refused_with_the_place(string json, string expected)
    {
        using var file = new TemporaryFile(json, ".json");
        var problem = Assert.Throws<RrmException>(() => ArchitectureFile.Read(file.Path));
        Assert.Contains(expected, problem.Message);
    }

    [Fact]
    public void A_description_for_other_classes_than_the_data_is_refused()
    {
        using var file = new TemporaryFile(JsonSerializer.Serialize(ArchitectureCatalog.Create("dnn", 7), JsonFormat.Indented), ".json");
        Assert.Equal(7, ArchitectureFile.Resolve(file.Path, 7).Classes);
        Assert.Contains("7 classes; the data has 10", Assert.Throws<RrmException>(() => ArchitectureFile.Resolve(file.Path, 10)).Message);
    }

    [Theory]
    [InlineData("resnet-medium", "resnet-medium")]
    [InlineData("resnet-medium-to-128", "resnet-medium")]
    [InlineData("road-to-nowhere", "road-to-nowhere")]
    public void A_name_without_its_adapter_is_the_original_one(string name, string expected) => Assert.Equal(expected, Architecture.NameWithoutAdapter(name));
}
