using Rrm.Datasets;
using Rrm.Images;

namespace Rrm.OnnxExport.Tests.Quantization;

/// <summary>Images of the goldens' rule as a data set; labels mean nothing.</summary>
internal static class GoldenImages
{
    public static Dataset Dataset(ImageShape shape, int classes, int train = 48, int test = 24) =>
        new("goldens", Set("train", shape, classes, train, salt: 1), Set("test", shape, classes, test, salt: 2));

    public static ImageSet Set(string split, ImageShape shape, int classes, int count, uint salt)
    {
        var pixels = Goldens.Images(count, shape, salt);
        return new("goldens", split, shape, [.. Enumerable.Range(0, classes).Select(label => $"class {label}")], count, (index, row) =>
        {
            pixels.AsSpan(index * shape.Elements, shape.Elements).CopyTo(row);
            return index % classes;
        });
    }
}
