using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;

namespace Rrm.EndToEnd.Tests.Chain;

/// <summary>Networks that train on two cores in seconds.</summary>
internal static class SmallNetworks
{
    /// <summary>Batch norm, a residual block and dropout: all that keeps state or draws.</summary>
    public static Architecture Student { get; } = new("tiny", ImageShape.Rgb(32),
        [
            new Convolution("stem", 8, 3, Stride: 2, Padding: 1, Bias: false), new BatchNorm("norm"), new ReLU(), new MaxPool(2, 2),
            new Residual([new Convolution("block", 8, 3, Padding: 1), new BatchNorm("block_norm")], []), new ReLU(),
            new AdaptiveAveragePool(4), new Flatten(), new Dropout(0.1), new Linear("hidden", 64), new ReLU(),
        ],
        [new Linear("classifier", 10)]);

    public static void WriteStudent(string path) => AtomicFile.WriteJson(path, Student);
}
