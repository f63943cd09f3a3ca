using Rrm.StudentTrainer.Attacks;

namespace Rrm.StudentTrainer.Tests.Attacks;

public sealed class ApgdCheckpointsTests
{
    [Theory]
    [InlineData(20, new[] { 4, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })]
    [InlineData(50, new[] { 11, 21, 30, 38, 45 })]
    [InlineData(100, new[] { 22, 41, 57, 70, 80, 87, 93, 99 })]
    [InlineData(1, new[] { 1 })]
    public void Are_those_of_the_reference(int steps, int[] expected) => Assert.Equal(expected, ApgdCheckpoints.Of(steps));
}
