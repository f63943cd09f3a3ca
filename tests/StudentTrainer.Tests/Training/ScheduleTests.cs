using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Tests.Training;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(ScheduleKind.Cyclic, 0.2, "schedule/cyclic")]
    [InlineData(ScheduleKind.Cosine, 0.1, "schedule/cosine")]
    public void Equals_PyTorchs(ScheduleKind kind, double peak, string golden)
    {
        var schedule = new Schedule(kind, peak, 0.9, [], 10);
        var expected = Goldens.Tensor(golden).Floats;
        for (var t = 0; t <= 10; t++)
            Assert.Equal(expected[t], schedule.At(t).LearningRate, 1e-7);
    }

    [Theory]
    [InlineData(1, 0.0999999993)]
    [InlineData(391, 0.09989295)]
    [InlineData(9384, 0.0500005)]
    [InlineData(18377, 1.0805e-4)]
    [InlineData(18767, 1.0007e-6)]
    public void Cosine_equals_the_authors_over_48_epochs(long t, double expected) =>
        Assert.Equal(expected, new Schedule(ScheduleKind.Cosine, 0.1, 0.9, [], 18768).At(t).LearningRate, expected * 1e-4);

    [Theory]
    [InlineData(0, 0, 0.9)]
    [InlineData(3910, 0.1, 0.85)]
    [InlineData(7820, 0.2, 0.8)]
    [InlineData(15639, 2.5575e-5, 0.9)]
    public void Cyclic_moves_momentum_against_the_rate(long t, double rate, double momentum)
    {
        var (learningRate, actual) = new Schedule(ScheduleKind.Cyclic, 0.2, 0.9, [], 15640).At(t);
        Assert.Equal(rate, learningRate, 1e-8);
        Assert.Equal(momentum, actual, 1e-4);
    }

    [Theory]
    [InlineData(150, 50, 100)]
    [InlineData(20, 6, 13)]
    public void Multistep_without_milestones_divides_after_each_third_of_the_epochs(int epochs, int first, int second)
    {
        var options = new TrainingOptions { Method = "sat", Architecture = "resnet18", Dataset = "cifar10", Epochs = epochs, Schedule = ScheduleKind.Multistep };
        var schedule = Schedule.Of(options, updatesPerEpoch: 391);
        var rates = new[] { 0, first * 391 - 1, first * 391, second * 391 - 1, second * 391, epochs * 391 - 1 }.Select(update => Math.Round(schedule.At(update).LearningRate, 6));
        Assert.Equal([0.1, 0.1, 0.01, 0.01, 0.001, 0.001], rates);
    }

    [Fact]
    public void Multistep_divides_by_ten_at_each_milestone()
    {
        var schedule = new Schedule(ScheduleKind.Multistep, 0.1, 0.9, [35, 50], 60);
        Assert.Equal([0.1, 0.1, 0.01, 0.01, 0.001], new long[] { 0, 34, 35, 49, 50 }.Select(t => Math.Round(schedule.At(t).LearningRate, 6)));
    }
}
