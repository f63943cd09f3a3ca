using Rrm.StudentTrainer.Evaluation;

namespace Rrm.StudentTrainer.Tests.Evaluation;

public sealed class WilsonIntervalTests
{
    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(50, 100, 0.4038, 0.5962)]
    [InlineData(1, 1, 0.2065, 1)]
    public void Has_the_textbooks_ends(int successes, int samples, double low, double high)
    {
        var ends = WilsonInterval.Of(successes, samples);
        Assert.Equal(low, ends[0], 4);
        Assert.Equal(high, ends[1], 4);
    }
}
