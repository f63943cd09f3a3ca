using Rrm.StudentTrainer.Reports.Studies;

namespace Rrm.StudentTrainer.Tests.Reports.Studies;

public sealed class StepWorkTests
{
    [Theory]
    [InlineData("sat", 18, 18)]
    [InlineData("fast-at", 17, 24)]
    [InlineData("free-at", 3, 3)]
    [InlineData("natural", 3, 3)]
    [InlineData("rrm", 3.5, 3.5)]
    public void Work_is_counted_in_forward_passes(string method, double ours, double authors)
    {
        Assert.Equal(ours, StepWork.Ours(method, 0.5));
        Assert.Equal(authors, StepWork.Authors(method, 0.5));
    }

    [Fact]
    public void Without_a_teachers_size_there_is_no_figure()
    {
        Assert.Null(StepWork.Ours("rrm", null));
        Assert.Null(StepWork.Authors("unheard-of", 0.5));
    }
}
