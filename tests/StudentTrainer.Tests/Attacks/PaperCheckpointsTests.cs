using Rrm.StudentTrainer.Attacks;

namespace Rrm.StudentTrainer.Tests.Attacks;

public sealed class PaperCheckpointsTests
{
    [Theory]
    [InlineData(20, new[] { 0, 5, 9, 12, 15, 16, 18, 19, 20 })]
    [InlineData(50, new[] { 0, 11, 21, 29, 35, 40, 44, 47, 50 })]
    [InlineData(100, new[] { 0, 22, 41, 58, 70, 80, 87, 93, 99 })]
    public void Are_those_of_the_toolbox(int steps, int[] expected) => Assert.Equal(expected, PaperCheckpoints.Of(steps));
}
