using Rrm.OnnxExport.Schema;

namespace Rrm.OnnxExport.Quantization;

/// <summary>
/// Whether ONNX Runtime computes a quantised graph in integers. Where it does not, it rounds, goes back to float32 and computes there: slower than
/// the float32 graph, and less exact. Nothing but its optimised graph tells.
/// </summary>
internal static class Fusion
{
    private static readonly (string Written, string Integer, string Words)[] Operators =
    [
        ("Conv", "QLinearConv", "convolutions"),
        ("Gemm", "QGemm", "linear layers"),
        ("Add", "QLinearAdd", "sums"),
        ("GlobalAveragePool", "QLinearGlobalAveragePool", "global average pools"),
        ("AveragePool", "QLinearAveragePool", "average pools"),
    ];

    /// <param name="name">Of the architecture.</param>
    /// <param name="written">The quantised graph.</param>
    /// <param name="optimized">What ONNX Runtime makes of it.</param>
    /// <exception cref="RrmException">A layer stayed float32, or something is between layers that has no integer form.</exception>
    public static void Require(string name, GraphProto written, GraphProto optimized)
    {
        var (before, after) = (Count(written), Count(optimized));
        var problems = Operators
            .Select(row => (row.Words, row.Integer, Expected: before.GetValueOrDefault(row.Written), Found: after.GetValueOrDefault(row.Integer)))
            .Where(row => row.Found != row.Expected)
            .Select(row => $"of {row.Expected} {row.Words} {row.Found} became {row.Integer}")
            .ToList();
        // Images are rounded once; whoever rounds again has been in float32 in between.
        if (after.GetValueOrDefault("QuantizeLinear") is not 1 and var roundings)
            problems.Add($"values are rounded at {roundings} places where 1 was expected, the images");
        if (after.GetValueOrDefault("DequantizeLinear") is var returns && returns > written.Output.Count)
            problems.Add($"float32 is gone back to at {returns} places where at most {written.Output.Count} were expected, the outputs");
        if (problems.Count > 0)
            throw new RrmException(
                $"'{name}' has no int8 form that is faster than float32: in ONNX Runtime {string.Join("; ", problems)}. Integer forms have convolutions with or without a batch norm right behind, "
                + "linear layers, ReLU, pools, flatten, and the sums of residual blocks. Export it with --precision float32.");
    }

    private static Dictionary<string, int> Count(GraphProto graph) => graph.Node.CountBy(node => node.OpType).ToDictionary();
}
