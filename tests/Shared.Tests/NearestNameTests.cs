namespace Rrm.Shared.Tests;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("lamda", "lambda", 1)]
    [InlineData("learning-rate", "learning_rate", 0)]
    [InlineData("", "abc", 3)]
    public void Distance_counts_letters(string one, string other, int distance) => Assert.Equal(distance, NearestName.Distance(one, other));

    [Theory]
    [InlineData("conv_1.weight", "conv1.weight")]
    [InlineData("bn1", "bn1.bias")]
    [InlineData("something.else", null)]
    [InlineData("", null)]
    public void The_nearest_is_named_if_it_is_near(string name, string? nearest) => Assert.Equal(nearest, NearestName.Of(name, ["linear.weight", "conv1.weight", "bn1.bias"]));

    [Fact]
    public void A_hint_names_it_or_all_there_are()
    {
        Assert.Equal("; did you mean 'sat'?", NearestName.Hint("sta", ["sat", "natural"]));
        Assert.Equal("; expected one of sat, natural", NearestName.Hint("distillation", ["sat", "natural"]));
    }

    [Fact]
    public void Endless_names_are_near_to_none() => Assert.Null(NearestName.Of(new('x', 50_000), [new('x', 50_001)]));
}
