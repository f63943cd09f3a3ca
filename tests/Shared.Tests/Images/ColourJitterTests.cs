using Rrm.Images;
using Rrm.Randomness;

namespace Rrm.Shared.Tests.Images;

public sealed class ColourJitterTests
{
    [Theory]
    [InlineData(1.2f, 0.8f, 0.75f, 0, "00da8dd21a7dca37")] // brightness, contrast, saturation
    [InlineData(0.77f, 1.24f, 1.25f, 1, "e43a10c841dfa31c")] // brightness, saturation, contrast
    [InlineData(0.9f, 1.1f, 1.03f, 2, "6adc4583374190ff")]
    [InlineData(1.25f, 0.75f, 1.2f, 3, "3081a1158cd5dea6")]
    [InlineData(0.8f, 1.25f, 0.9f, 4, "e6b74c927d7b0c5a")]
    [InlineData(1f, 1f, 1.25f, 5, "b4751a43be7f4adc")]
    public void Equals_torchvision_value_for_value(float brightness, float contrast, float saturation, int order, string golden)
    {
        var pixels = Formula.Planes(33, 37); // no multiple of a vector's length
        new ColourJitter(brightness, contrast, saturation, order).Apply(pixels);
        Assert.Equal(golden, Formula.Hash(pixels));
    }

    [Fact]
    public void Factors_fill_their_range_and_orders_are_even()
    {
        var draws = Enumerable.Range(0, 6000).Select(index =>
        {
            var random = new KeyedRandom(1, RandomDomain.View, 0, index);
            return ColourJitter.Draw(ref random, 0.25f);
        }).ToArray();
        foreach (var factors in (IEnumerable<float>[])[draws.Select(one => one.Brightness), draws.Select(one => one.Contrast), draws.Select(one => one.Saturation)])
        {
            Assert.InRange(factors.Min(), 0.75, 0.751);
            Assert.InRange(factors.Max(), 1.249, 1.25);
            Assert.InRange(factors.Average(), 0.99, 1.01);
        }

        Assert.All(draws.CountBy(one => one.Order), order => Assert.InRange(order.Value, 880, 1120));
    }
}
