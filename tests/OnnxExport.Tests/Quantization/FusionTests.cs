using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport.Quantization;
using Rrm.OnnxExport.Schema;

namespace Rrm.OnnxExport.Tests.Quantization;

/// <summary>Theories run one after the other, so that one large model is in memory at a time.</summary>
public sealed class FusionTests
{
    public static TheoryData<string> Names => new(ArchitectureCatalog.Names);

    [Theory, MemberData(nameof(Names))]
    public void Every_built_in_classifier_is_computed_in_integers(string name)
    {
        var architecture = ArchitectureCatalog.Create(name, 10);
        var optimized = Require(architecture);

        var weights = architecture.Tensors.Where(tensor => tensor.Role == TensorRole.Weight).CountBy(tensor => tensor.Shape.Count).ToDictionary();
        Assert.Equal(weights.GetValueOrDefault(4), optimized.Node.Count(node => node.OpType == "QLinearConv"));
        Assert.Equal(weights.GetValueOrDefault(2), optimized.Node.Count(node => node.OpType == "QGemm"));
        Assert.DoesNotContain(optimized.Node, node => node.OpType is "Conv" or "FusedConv" or "Gemm" or "FusedGemm" or "Add" or "Relu" or "BatchNormalization" or "AveragePool" or "GlobalAveragePool");
    }

    [Fact]
    public void A_width_adapter_and_a_temperature_change_nothing_of_it()
    {
        var adapted = ArchitectureCatalog.Create("resnet-small", 10).WithRepresentationWidth(32);
        Assert.Equal(2, Require(adapted, temperature: 30).Node.Count(node => node.OpType == "QGemm"));
    }

    [Fact]
    public void A_batch_norm_that_follows_no_convolution_has_no_integer_form()
    {
        var refusal = Assert.Throws<RrmException>(() => Require(new("late", new(3, 8, 8),
            [new Convolution("c", 8, 3), new ReLU(), new BatchNorm("n"), new Convolution("d", 8, 3), new ReLU(), new AdaptiveAveragePool(1), new Flatten()], [new Linear("head", 10)])));

        Assert.Contains("'late' has no int8 form", refusal.Message);
        Assert.Contains("rounded at 2 places where 1 was expected", refusal.Message);
    }

    [Fact]
    public void A_convolution_whose_float32_output_is_looked_at_stays_float32_and_is_told()
    {
        var model = Quantized(new("watched", new(3, 8, 8), [new Convolution("c", 8, 3, Padding: 1), new Flatten()], [new Linear("head", 10)]));
        var convolution = model.Graph.Node.Single(node => node.OpType == "Conv");
        model.Graph.Node.Add(new NodeProto { OpType = "Identity", Input = { convolution.Output }, Output = { "looked_at" } });
        model.Graph.Output.Add(new ValueInfoProto { Name = "looked_at", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = TensorProto.Types.DataType.Float } } });

        var refusal = Assert.Throws<RrmException>(() => Fusion.Require("watched", model.Graph, GraphSession.Optimized(model)));

        Assert.Contains("of 1 convolutions 0 became QLinearConv", refusal.Message);
    }

    private static GraphProto Require(Architecture architecture, double temperature = 1)
    {
        var model = Quantized(architecture, temperature);
        var optimized = GraphSession.Optimized(model);
        Fusion.Require(architecture.Name, model.Graph, optimized);
        return optimized;
    }

    // Which operators fuse does not depend on what the numbers are.
    private static ModelProto Quantized(Architecture architecture, double temperature = 1)
    {
        var manifest = ModelManifest.Of(architecture, [.. Enumerable.Range(0, 10).Select(label => $"{label}")], Normalization.Centred) with { Temperature = temperature };
        var checkpoint = new Checkpoint(manifest, architecture, architecture.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Role == TensorRole.BatchesTracked ? TensorData.Of(0) : Ramp(tensor)));
        return GraphQuantizer.Quantize(OnnxModelBuilder.Build(FoldedBatchNorm.Of(checkpoint)), _ => new(0.1f, 0));
    }

    private static TensorData Ramp(TensorDescription tensor)
    {
        var values = new float[tensor.ElementCount];
        for (var index = 0; index < values.Length; index++)
            values[index] = index % 255 / 1000f;
        return TensorData.Of(values, tensor.Shape);
    }
}
