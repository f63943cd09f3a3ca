using Google.Protobuf;
using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.OnnxExport.Schema;

namespace Rrm.OnnxExport;

/// <summary>
/// The interpreter that writes an ONNX graph: clamp and normalisation first, then one node a layer, in evaluation mode.
/// The same checkpoint gives the same bytes. Parameters keep their state_dict names and are wrapped, not copied.
/// </summary>
internal sealed class OnnxModelBuilder : IInterpreter<GraphValue>
{
    /// <summary>IR 8 and opset 17 belong together; every ONNX Runtime since 1.12 takes them.</summary>
    public const int Opset = 17;
    private const int IrVersion = 8;

    private readonly GraphProto graph = new();

    private OnnxModelBuilder()
    {
    }

    public static ModelProto Build(Checkpoint checkpoint)
    {
        var builder = new OnnxModelBuilder();
        builder.AddGraph(checkpoint, TeacherTensors.Standard);
        return new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "rrm",
            Graph = builder.graph,
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
        };
    }

    public GraphValue Convolution(Convolution layer, GraphValue input) => input.Slide(layer.Kernel, layer.Stride, layer.Padding) with
    {
        Name = Node("Conv", [input.Name, .. Parameters(layer.Name, layer.Bias)], Window(layer.Kernel, layer.Stride, layer.Padding)),
    };

    public GraphValue BatchNorm(BatchNorm layer, GraphValue input) => input with
    {
        Name = Node("BatchNormalization",
            [input.Name, $"{layer.Name}.weight", $"{layer.Name}.bias", $"{layer.Name}.running_mean", $"{layer.Name}.running_var"],
            Attribute("epsilon", (float)Architectures.BatchNorm.Epsilon)),
    };

    public GraphValue ReLU(GraphValue input) => input with { Name = Node("Relu", [input.Name]) };

    public GraphValue MaxPool(MaxPool layer, GraphValue input) => input.Slide(layer.Kernel, layer.Stride, layer.Padding) with
    {
        Name = Node("MaxPool", [input.Name], Window(layer.Kernel, layer.Stride, layer.Padding)),
    };

    public GraphValue AdaptiveAveragePool(AdaptiveAveragePool layer, GraphValue input)
    {
        var (height, width) = (input.Height / layer.Size, input.Width / layer.Size);
        if ((height, width) == (1, 1))
            return input;
        var name = layer.Size == 1
            ? Node("GlobalAveragePool", [input.Name])
            : Node("AveragePool", [input.Name], Attribute("kernel_shape", height, width), Attribute("strides", height, width));
        return new GraphValue(name, layer.Size, layer.Size);
    }

    public GraphValue Flatten(GraphValue input) => input with { Name = Node("Flatten", [input.Name]) };

    public GraphValue Linear(Linear layer, GraphValue input) => input with
    {
        Name = Node("Gemm", [input.Name, .. Parameters(layer.Name, layer.Bias)], Attribute("transB", 1L)),
    };

    public GraphValue Dropout(Dropout layer, GraphValue input) => input;

    public GraphValue Add(GraphValue body, GraphValue shortcut) => body with { Name = Node("Add", [body.Name, shortcut.Name]) };

    private void AddGraph(Checkpoint checkpoint, TeacherTensors names)
    {
        var (architecture, normalization) = (checkpoint.Architecture, checkpoint.Manifest.Normalization);
        var (channels, height, width) = architecture.Input;
        graph.Name = architecture.Name;
        foreach (var tensor in architecture.Tensors.Where(tensor => tensor.Role != TensorRole.BatchesTracked))
            AddInitializer(tensor.Name, checkpoint.Tensors[tensor.Name]);

        AddConstant("pixels.min", [0]);
        AddConstant("pixels.max", [1]);
        AddConstant("normalization.mean", normalization.Mean, 1, channels, 1, 1);
        AddConstant("normalization.std", normalization.Std, 1, channels, 1, 1);
        var pixels = Node("Clip", [names.Images, "pixels.min", "pixels.max"]);
        var centred = Node("Sub", [pixels, "normalization.mean"]);
        var normalized = Node("Div", [centred, "normalization.std"]);
        var (representation, logits) = architecture.Interpret(this, new GraphValue(normalized, height, width));
        AddNode("Identity", [representation.Name], names.Representation);
        AddNode("Identity", [Tempered(logits.Name, checkpoint.Manifest.Temperature)], names.Logits);

        graph.Input.Add(Describe(names.Images, channels, height, width));
        graph.Output.Add(Describe(names.Representation, architecture.RepresentationWidth));
        graph.Output.Add(Describe(names.Logits, architecture.Classes));
    }

    private string Tempered(string logits, double temperature)
    {
        if (temperature == 1)
            return logits;
        AddConstant("logits.temperature", [temperature], 1);
        return Node("Div", [logits, "logits.temperature"]);
    }

    private static string[] Parameters(string layer, bool bias) => bias ? [$"{layer}.weight", $"{layer}.bias"] : [$"{layer}.weight"];

    /// <summary>Adds a node and names its value; no dot in the name, so it never meets a parameter's.</summary>
    private string Node(string operation, string[] inputs, params AttributeProto[] attributes) =>
        AddNode(operation, inputs, $"{operation}_{graph.Node.Count}", attributes);

    private string AddNode(string operation, string[] inputs, string output, params AttributeProto[] attributes)
    {
        graph.Node.Add(new NodeProto { Name = output, OpType = operation, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }

    private void AddConstant(string name, IEnumerable<double> values, params long[] shape) =>
        AddInitializer(name, TensorData.Of([.. values.Select(value => (float)value)], shape));

    private void AddInitializer(string name, TensorData tensor) => graph.Initializer.Add(new TensorProto
    {
        Name = name,
        DataType = TensorProto.Types.DataType.Float,
        Dims = { tensor.Shape },
        RawData = UnsafeByteOperations.UnsafeWrap(tensor.Bytes),
    });

    private static AttributeProto[] Window(int kernel, int stride, int padding) =>
        [Attribute("kernel_shape", kernel, kernel), Attribute("strides", stride, stride), Attribute("pads", padding, padding, padding, padding)];

    private static AttributeProto Attribute(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    private static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Attribute(string name, params long[] values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    /// <summary>float32 [N, sizes], N symbolic.</summary>
    private static ValueInfoProto Describe(string name, params int[] sizes) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = TensorProto.Types.DataType.Float,
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        new TensorShapeProto.Types.Dimension { DimParam = "N" },
                        sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }),
                    },
                },
            },
        },
    };
}
