using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;

namespace Rrm.OnnxExport.Tests;

public sealed class OnnxModelBuilderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Batch_is_symbolic_and_rows_do_not_depend_on_it()
    {
        using var model = new ExportedModel(TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["dnn"]));
        var images = Goldens.Images(3, new ImageShape(3, 32, 32));

        var (representation, logits) = model.Run(images);
        var (first, firstLogits) = model.Run(images[..3072]);

        Assert.Equal(["N", "", "", ""], model.Inputs["images"].SymbolicDimensions);
        Assert.Equal([-1, 3, 32, 32], model.Inputs["images"].Dimensions);
        Assert.Equal([-1, 512], model.Outputs["representation"].Dimensions);
        Assert.Equal([-1, 10], model.Outputs["logits"].Dimensions);
        AssertEqual(representation[..512], first);
        AssertEqual(logits[..10], firstLogits);
    }

    [Fact]
    public void Pixels_outside_the_unit_interval_are_clamped()
    {
        using var model = new ExportedModel(TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["dnn"]));
        float[] images = [.. Goldens.Uniform("pixels", 3072).Select(u => (float)(4 * u - 1.5))];

        Assert.Equal(model.Run([.. images.Select(pixel => Math.Clamp(pixel, 0, 1))]).Logits, model.Run(images).Logits);
    }

    [Fact]
    public void Width_adapter_gives_the_representation_its_width()
    {
        var architecture = ArchitectureCatalog.Create("dnn", 10).WithRepresentationWidth(7);
        using var model = new ExportedModel(TeacherExporter.Export(Random(architecture), folder["narrow"]));

        var (representation, logits) = model.Run(Goldens.Images(2, architecture.Input));

        Assert.Equal(2 * 7, representation.Length);
        Assert.Equal(2 * 10, logits.Length);
    }

    [Fact]
    public void Temperature_divides_the_logits_alone()
    {
        var checkpoint = Goldens.Checkpoint("dnn");
        var tempered = checkpoint with { Manifest = checkpoint.Manifest with { Temperature = 30 } };
        using var plain = new ExportedModel(TeacherExporter.Export(checkpoint, folder["plain"]));
        var exported = TeacherExporter.Export(tempered, folder["tempered"]);
        using var model = new ExportedModel(exported);
        var images = Goldens.Images(2, checkpoint.Architecture.Input);

        var ((representation, logits), (expected, raw)) = (model.Run(images), plain.Run(images));

        Assert.Equal(30, exported.Manifest.Temperature);
        Assert.Equal(expected, representation);
        Assert.All(raw.Zip(logits), pair => Assert.Equal(pair.First / 30, pair.Second, 1e-6f));
    }

    [Fact]
    public void Every_layer_and_option_has_a_node_that_runs()
    {
        // Image 1x12x8; average pooling to cells of 3x2, dropouts, a linear layer without bias, a residual with identity.
        var architecture = new Architecture("odd", new ImageShape(1, 12, 8),
            [
                new Convolution("a", 4, 3, Padding: 1, Bias: false), new BatchNorm("n"), new Residual([new Convolution("b", 4, 1)], []), new MaxPool(3, 1, 1),
                new AdaptiveAveragePool(4), new AdaptiveAveragePool(4), new Flatten(), new Flatten(), new Dropout(0.5), new Linear("c", 5, Bias: false), new Dropout(0.5),
            ],
            [new ReLU(), new Linear("d", 3)]);
        using var model = new ExportedModel(TeacherExporter.Export(Random(architecture), folder["odd"]));

        var (representation, logits) = model.Run(Goldens.Images(2, architecture.Input));

        Assert.Equal((2 * 5, 2 * 3), (representation.Length, logits.Length));
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
    }

    private static Checkpoint Random(Architecture architecture)
    {
        var manifest = ModelManifest.Of(architecture, [.. Enumerable.Range(0, architecture.Classes).Select(index => $"{index}")], new Normalization(Fill(0.5), Fill(0.25)));
        return new Checkpoint(manifest, architecture, architecture.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Role == TensorRole.BatchesTracked
            ? TensorData.Of(0)
            : TensorData.Of([.. Goldens.Uniform(tensor.Name, (int)tensor.ElementCount).Select(u => (float)u / tensor.FanIn)], tensor.Shape)));

        double[] Fill(double value) => [.. Enumerable.Repeat(value, architecture.Input.Channels)];
    }

    /// <summary>Kernels may sum in another order for another batch size.</summary>
    private static void AssertEqual(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }
}
