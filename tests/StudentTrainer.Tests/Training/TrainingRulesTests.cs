using Rrm.Checkpoints;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Tests.Training;

/// <summary>What the command line's parsers would refuse and a recipe's file may hold.</summary>
public sealed class TrainingRulesTests
{
    private static readonly TrainingOptions Sat = new() { Method = "sat", Architecture = "dnn", Dataset = "shapes", Epochs = 30, ThreatModel = new(Norm.Linf, 8 / 255.0) };

    [Fact]
    public void Numbers_that_turn_an_attack_around_are_refused()
    {
        Assert.Empty(Problems(Sat));
        Assert.Equal(["--step-size is -0.1; expected a positive number of pixels"], Problems(Sat with { AttackStepSize = -0.1 }));
        Assert.Equal(["--step-size is 0; expected a positive number of pixels"], Problems(Sat with { AttackStepSize = 0 }));
        Assert.Equal(["--eps is -0.5; expected a positive number of pixels"], Problems(Sat with { ThreatModel = new(Norm.L2, -0.5) }));
        Assert.Equal(["--eps is NaN; expected a positive number of pixels"], Problems(Sat with { ThreatModel = new(Norm.L2, double.NaN) }));
    }

    [Fact]
    public void Milestones_that_never_come_are_refused()
    {
        var steps = Sat with { Schedule = ScheduleKind.Multistep, Milestones = [10, 29] };
        Assert.Empty(Problems(steps));
        Assert.Equal(["--milestones are 10 30, and the run ends after epoch 30; expected epochs before that"], Problems(steps with { Milestones = [10, 30] }));
    }

    private static IReadOnlyList<string> Problems(TrainingOptions options) => TrainingRules.Problems(options, hasTeacher: false);
}
