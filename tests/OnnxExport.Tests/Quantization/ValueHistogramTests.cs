using Rrm.OnnxExport.Quantization;

namespace Rrm.OnnxExport.Tests.Quantization;

public sealed class ValueHistogramTests
{
    private const float BinWidth = 1 / 128f;

    [Theory]
    [InlineData(0, -99, 900)]
    [InlineData(0.01, -89, 890)] // Ten of a thousand values are let go at each end.
    public void Of_the_largest_and_the_smallest_values_a_share_is_let_go(double clipping, float lowest, float highest)
    {
        var histogram = new ValueHistogram();
        histogram.Add([.. Enumerable.Range(-99, 500).Select(value => (float)value)]);
        histogram.Add([.. Enumerable.Range(401, 500).Select(value => (float)value)]);

        var grid = histogram.Grid(clipping);

        var (low, high) = (-grid.ZeroPoint * grid.Scale, (255 - grid.ZeroPoint) * grid.Scale);
        Assert.InRange(low, lowest * (1 + BinWidth) - grid.Scale, lowest + grid.Scale);
        Assert.InRange(high, highest - grid.Scale, highest * (1 + BinWidth) + grid.Scale);
    }

    [Theory]
    [InlineData(1e-20f)]
    [InlineData(0.37f)]
    [InlineData(1e20f)]
    public void The_scale_of_a_tensor_does_not_matter(float largest)
    {
        var histogram = new ValueHistogram();
        histogram.Add([0, -0f, largest / 3, largest]);

        var grid = histogram.Grid(0);

        Assert.Equal(0, grid.ZeroPoint);
        Assert.InRange(grid.Scale * 255, largest, largest * (1 + BinWidth));
    }
}
