using Rrm.Images;
using Rrm.OnnxExport.Schema;

namespace Rrm.OnnxExport.Quantization;

/// <summary>How the tensors that a quantised graph rounds are spread over images.</summary>
internal sealed class ActivationRanges
{
    private readonly Dictionary<string, ValueHistogram> histograms = [];
    private readonly string images;
    private readonly ByteGrid imageGrid;

    private ActivationRanges(string images, Normalization normalization)
    {
        this.images = images;
        // Known without looking: images are clamped to [0,1] before they are normalised.
        float Normalized(int pixel, Func<IEnumerable<double>, double> most) => (float)most(normalization.Mean.Zip(normalization.Std, (mean, std) => (pixel - mean) / std));
        imageGrid = ByteGrid.Covering(Normalized(0, Enumerable.Min), Normalized(1, Enumerable.Max));
    }

    /// <summary>Runs the float32 graph with every tensor that its quantised form rounds as an output.</summary>
    public static ActivationRanges Observe(ModelProto real, Normalization normalization, SpreadImages calibration, CancellationToken cancellation)
    {
        // The clamped, centred, scaled images: what the first layer reads.
        var ranges = new ActivationRanges(real.Graph.Node.First(node => node.OpType == "Div").Output[0], normalization);
        var rounded = new List<string>();
        GraphQuantizer.Quantize(real, tensor =>
        {
            rounded.Add(tensor);
            return new ByteGrid(1, 0);
        });
        rounded.Remove(ranges.images);
        using var session = new GraphSession(Exposing(real, rounded));
        foreach (var tensor in rounded)
            ranges.histograms.Add(tensor, new());
        foreach (var batch in calibration.Batches(cancellation))
        {
            using var values = session.Run(batch);
            for (var index = 0; index < rounded.Count; index++)
                ranges.histograms[rounded[index]].Add(values[index].GetTensorDataAsSpan<float>());
        }
        return ranges;
    }

    /// <summary>The grid of a tensor, that leaves out a share of its largest and of its smallest values.</summary>
    public ByteGrid Grid(string tensor, double clipping) => tensor == images ? imageGrid : histograms[tensor].Grid(clipping);

    private static ModelProto Exposing(ModelProto model, IEnumerable<string> tensors)
    {
        var exposing = model.Clone(); // The parameters' bytes are shared.
        exposing.Graph.Output.Clear();
        exposing.Graph.Output.Add(tensors.Select(tensor => new ValueInfoProto
        {
            Name = tensor,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = TensorProto.Types.DataType.Float } },
        }));
        return exposing;
    }
}
