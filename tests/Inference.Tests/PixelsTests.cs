namespace Rrm.Inference.Tests;

public sealed class PixelsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(2047)]
    [InlineData(5003)]
    public void Every_byte_becomes_its_exact_quotient_by_255(int count)
    {
        var bytes = Enumerable.Range(0, count).Select(value => (byte)value).ToArray();
        var floats = new float[count];
        Pixels.ToFloat(bytes, floats);
        Assert.Equal(bytes.Select(value => (float)value / 255f), floats);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void The_first_value_that_is_not_finite_is_found(float bad)
    {
        var values = new float[1000];
        Assert.Equal(-1, Pixels.IndexOfNonFinite(values));
        values[371] = values[900] = bad;
        Assert.Equal(371, Pixels.IndexOfNonFinite(values));
        Assert.Equal(-1, Pixels.IndexOfNonFinite([]));
    }
}
