using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

public sealed class RotationTests
{
    [Theory]
    [InlineData(33, 37, 2f, "dcef82e4210de006")]
    [InlineData(33, 37, -2f, "766c2761f3d820b5")]
    [InlineData(33, 37, 0.01f, "cafec38a98ed4c9f")] // no pixel moves by half of its width
    [InlineData(32, 32, -1.7f, "1c071e299772c40b")]
    public void Equals_torchvision_value_for_value(int height, int width, float degrees, string golden)
    {
        var pixels = Formula.Planes(height, width);
        Rotation.Apply(pixels, new ImageShape(3, height, width), degrees);
        Assert.Equal(golden, Formula.Hash(pixels));
    }

    [Fact]
    public void A_quarter_turn_moves_rows_to_columns()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Rotation.Apply(pixels, new ImageShape(1, 3, 3), 90);
        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7], pixels);
    }
}
