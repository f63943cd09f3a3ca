using Rrm.Architectures;
using Rrm.Datasets;
using Rrm.Images;

namespace Rrm.StudentTrainer.Tests;

/// <summary>Small data that a small network can learn: noise, with one quadrant brighter by class.</summary>
internal static class TestData
{
    public static readonly ImageShape Shape = new(3, 8, 8);
    private static readonly string[] Classes = ["upper left", "upper right", "lower left", "lower right"];

    public static Dataset Quadrants(int train, int test) => new("quadrants", Split("train", train), Split("test", test));

    /// <summary>Uses every kind of layer that keeps state or draws: batch norm, dropout, a residual block.</summary>
    public static Architecture Network(int width = 16, double dropout = 0.2) => new("tiny", Shape,
        [
            new Convolution("stem", 8, 3, Padding: 1, Bias: false), new BatchNorm("norm"), new ReLU(), new MaxPool(2, 2),
            new Residual([new Convolution("block", 8, 3, Padding: 1), new BatchNorm("block_norm")], []), new ReLU(),
            new AdaptiveAveragePool(2), new Flatten(), new Dropout(dropout), new Linear("hidden", width), new ReLU(),
        ],
        [new Linear("classifier", 4)]);

    private static ImageSet Split(string name, int count) => new("quadrants", name, Shape, Classes, count, (index, row) =>
    {
        var random = new Random(index * 2 + name.Length);
        random.NextBytes(row);
        var label = index % 4;
        for (var value = 0; value < row.Length; value++)
        {
            var (y, x) = (value / Shape.Width % Shape.Height, value % Shape.Width);
            row[value] = (byte)(row[value] / 2 + ((y >= 4 ? 2 : 0) + (x >= 4 ? 1 : 0) == label ? 120 : 0));
        }
        return label;
    });
}
