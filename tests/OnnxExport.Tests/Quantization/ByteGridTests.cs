using Rrm.OnnxExport.Quantization;

namespace Rrm.OnnxExport.Tests.Quantization;

public sealed class ByteGridTests
{
    [Theory]
    [InlineData(0, 5.1f, 0)] // after a ReLU
    [InlineData(0.5f, 5.1f, 0)] // zero belongs to every grid
    [InlineData(-2, 2.1f, 124)]
    [InlineData(-3, 0, 255)]
    public void A_grid_reaches_from_end_to_end_in_255_steps_and_holds_zero(float low, float high, byte zeroPoint)
    {
        var grid = ByteGrid.Covering(low, high);

        Assert.Equal(zeroPoint, grid.ZeroPoint);
        Assert.InRange(grid.Scale * (0 - grid.ZeroPoint), Math.Min(low, 0) - grid.Scale, Math.Min(low, 0) + grid.Scale);
        Assert.InRange(grid.Scale * (255 - grid.ZeroPoint), high - grid.Scale, high + grid.Scale);
    }

    [Fact]
    public void A_tensor_of_zeros_has_a_grid() => Assert.Equal(new ByteGrid(1, 0), ByteGrid.Covering(0, 0));
}
