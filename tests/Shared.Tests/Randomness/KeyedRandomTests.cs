using Rrm.Randomness;

namespace Rrm.Shared.Tests.Randomness;

public sealed class KeyedRandomTests
{
    private static KeyedRandom Stream(long seed = 7, RandomDomain domain = RandomDomain.View, int a = 1, int b = 2, int c = 3) => new(seed, domain, a, b, c);

    [Fact]
    public void The_same_coordinates_give_the_same_draws()
    {
        var (first, second) = (Stream(), Stream());
        for (var i = 0; i < 100; i++) Assert.Equal(first.NextUInt32(), second.NextUInt32());
    }

    [Fact]
    public void Each_coordinate_gives_another_stream()
    {
        KeyedRandom[] streams =
            [Stream(), Stream(seed: 8), Stream(seed: 7 + (1L << 40)), Stream(domain: RandomDomain.Shuffle), Stream(a: 2), Stream(b: 1), Stream(c: 4)];
        Assert.Distinct(streams.Select(stream => stream.NextUInt32()));
    }

    [Fact]
    public void A_third_coordinate_beyond_24_bits_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream(c: 1 << 24));

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(1000)]
    public void Bounded_draws_stay_in_bounds_and_are_even(int bound)
    {
        var random = Stream();
        var counts = new int[bound];
        for (var i = 0; i < 200 * bound; i++) counts[random.NextInt32(bound)]++;
        Assert.All(counts, count => Assert.InRange(count, 200 - 80, 200 + 80));
    }

    [Fact]
    public void A_bound_of_zero_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Stream().NextInt32(0));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1003)]
    public void Filling_a_part_first_changes_nothing(int length)
    {
        var (whole, start) = (new float[length + 8], new float[length]);
        Stream().FillUniform(whole, -2, 3);
        Stream().FillUniform(start, -2, 3);
        Assert.Equal(whole[..length], start);
        Assert.All(whole, value => Assert.InRange(value, -2, 3));
        Stream().FillGaussian(whole);
        Stream().FillGaussian(start);
        Assert.Equal(whole[..length], start);
    }

    [Fact]
    public void Fills_have_the_moments_of_their_distributions()
    {
        var values = new float[200_000];
        Stream().FillUniform(values, 0, 1);
        Assert.Equal(0.5, values.Average(), 0.005);
        Stream().FillGaussian(values);
        Assert.Equal(0, values.Average(), 0.01);
        Assert.Equal(1, values.Average(value => value * value), 0.02);
        Assert.Equal(0.6827, values.Average(value => MathF.Abs(value) < 1 ? 1.0 : 0), 0.005);
    }
}
