using System.Runtime.InteropServices;
using Google.Protobuf;
using Rrm.OnnxExport.Schema;
using DataType = Rrm.OnnxExport.Schema.TensorProto.Types.DataType;

namespace Rrm.OnnxExport.Quantization;

/// <summary>
/// Writes a float32 graph of this exporter once more, with bytes between its layers: what a layer gives is rounded (QuantizeLinear), and every layer
/// is written as one on what the bytes stand for (DequantizeLinear). ONNX Runtime makes one integer operator of each DequantizeLinear, layer,
/// QuantizeLinear; <see cref="Fusion"/> sees to it that it does. All operators are ONNX's own.
/// </summary>
internal sealed class GraphQuantizer
{
    private readonly GraphProto real;
    private readonly Func<string, ByteGrid> gridOf;
    private readonly Dictionary<string, TensorProto> constants;
    private readonly Dictionary<string, int> readers;
    private readonly Dictionary<string, ByteTensor> bytes = [];
    private readonly Dictionary<string, string> rectified = []; // what a ReLU gives, and what it takes, where rounding does its work
    private readonly GraphProto graph = new();

    private GraphQuantizer(GraphProto real, Func<string, ByteGrid> gridOf)
    {
        (this.real, this.gridOf) = (real, gridOf);
        constants = real.Initializer.ToDictionary(constant => constant.Name);
        readers = real.Node.SelectMany(node => node.Input).CountBy(input => input).ToDictionary();
    }

    /// <summary>The quantised graph; the one it is made from stays as it is.</summary>
    /// <param name="model">A float32 graph. Batch norms should be folded into the convolutions before them: there is no integer form of one alone.</param>
    /// <param name="gridOf">Asked once for each tensor that is rounded.</param>
    public static ModelProto Quantize(ModelProto model, Func<string, ByteGrid> gridOf)
    {
        var quantizer = new GraphQuantizer(model.Graph, gridOf);
        foreach (var node in model.Graph.Node)
            quantizer.Rewrite(node);
        return new ModelProto { IrVersion = model.IrVersion, ProducerName = model.ProducerName, Graph = quantizer.Finished(), OpsetImport = { model.OpsetImport } };
    }

    private void Rewrite(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Conv" or "Gemm":
                Layer(node);
                break;
            // Bytes are ordered as what they stand for, so the largest may be picked among them.
            case "MaxPool" or "Flatten":
                Carry(node, node.OpType);
                break;
            case "Relu" when readers[node.Input[0]] == 1 && !IsRounded(node.Input[0]):
                rectified.Add(node.Output[0], node.Input[0]);
                break;
            case "Relu":
                Carry(node, "Clip", Bytes(node.Input[0]).ZeroPoint);
                break;
            // What surrounds the network.
            case "Clip" or "Sub" or "Div" or "Identity":
                Copy(node, input => IsRounded(input) ? Dequantized(input) : input);
                break;
            // Sums and averages; and what has no integer form, which is then found out.
            default:
                Copy(node, input => constants.ContainsKey(input) ? input : Dequantized(input));
                break;
        }
    }

    private void Layer(NodeProto node)
    {
        var (input, weights) = (Bytes(node.Input[0]), constants[node.Input[1]]);
        var outputs = weights.Dims[0];
        var bias = node.Input.Count > 2 ? Floats(constants[node.Input[2]]) : new float[outputs];
        var layer = QuantizedLayer.Of(Floats(weights), bias, input.Grid.Scale);
        var productScales = Array.ConvertAll(layer.Scales, scale => input.Grid.Scale * scale);
        AddNode(node.OpType,
            [
                Dequantized(node.Input[0]),
                DequantizedRows(
                    AddConstant<sbyte>(weights.Name, DataType.Int8, layer.Weights, [.. weights.Dims]),
                    AddConstant<float>($"{weights.Name}.scale", DataType.Float, layer.Scales, outputs),
                    AddConstant<sbyte>($"{weights.Name}.zero_point", DataType.Int8, new sbyte[outputs], outputs)),
                DequantizedRows(
                    AddConstant<int>($"{node.Output[0]}.bias", DataType.Int32, layer.Bias, outputs),
                    AddConstant<float>($"{node.Output[0]}.bias.scale", DataType.Float, productScales, outputs)),
            ],
            node.Output[0], node.Attribute);
    }

    /// <summary>An operator that moves bytes, or picks among them, and leaves alone what they stand for.</summary>
    private void Carry(NodeProto node, string operation, params string[] more)
    {
        var input = Bytes(node.Input[0]);
        var output = input with { Name = $"{node.Output[0]}.bytes" };
        AddNode(operation, [input.Name, .. more], output.Name, node.Attribute);
        bytes.Add(node.Output[0], output);
    }

    private void Copy(NodeProto node, Func<string, string> input) => AddNode(node.OpType, [.. node.Input.Select(input)], node.Output[0], node.Attribute);

    private bool IsRounded(string tensor) => bytes.ContainsKey(tensor) || rectified.ContainsKey(tensor);

    /// <summary>The bytes of a tensor, rounded when first asked for. Rounding a tensor that is never negative ends at zero below, as ReLU does.</summary>
    private ByteTensor Bytes(string tensor)
    {
        if (bytes.TryGetValue(tensor, out var known))
            return known;
        var grid = gridOf(tensor);
        var rounded = new ByteTensor(
            $"{tensor}.bytes",
            AddConstant<float>($"{tensor}.scale", DataType.Float, [grid.Scale]),
            AddConstant<byte>($"{tensor}.zero_point", DataType.Uint8, [grid.ZeroPoint]),
            grid);
        AddNode("QuantizeLinear", [rectified.GetValueOrDefault(tensor, tensor), rounded.Scale, rounded.ZeroPoint], rounded.Name);
        bytes.Add(tensor, rounded);
        return rounded;
    }

    // One for each reader: ONNX Runtime merges each into the operator that reads it.
    private string Dequantized(string tensor)
    {
        var (name, scale, zeroPoint, _) = Bytes(tensor);
        return AddNode("DequantizeLinear", [name, scale, zeroPoint], $"DequantizeLinear_{graph.Node.Count}");
    }

    private string DequantizedRows(params string[] valuesScalesAndZeroPoints) => AddNode("DequantizeLinear", valuesScalesAndZeroPoints, $"DequantizeLinear_{graph.Node.Count}",
        [new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 0 }]);

    private string AddNode(string operation, string[] inputs, string output, params IEnumerable<AttributeProto> attributes)
    {
        graph.Node.Add(new NodeProto { Name = output, OpType = operation, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }

    private string AddConstant<T>(string name, DataType type, ReadOnlySpan<T> values, params long[] shape) where T : unmanaged
    {
        graph.Initializer.Add(new TensorProto { Name = name, DataType = type, Dims = { shape }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) });
        return name;
    }

    private GraphProto Finished()
    {
        var (own, used) = (graph.Initializer.Select(constant => constant.Name).ToHashSet(), graph.Node.SelectMany(node => node.Input).ToHashSet());
        graph.Name = real.Name;
        graph.Initializer.Add(real.Initializer.Where(constant => used.Contains(constant.Name) && !own.Contains(constant.Name)));
        graph.Input.Add(real.Input);
        graph.Output.Add(real.Output);
        return graph;
    }

    private static float[] Floats(TensorProto tensor) => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
}
