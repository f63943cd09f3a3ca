using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Tests.Training;

public sealed class TransferRulesTests
{
    private static readonly TrainingOptions Kd = new() { Method = "kd", Architecture = "dnn", Dataset = "shapes" };

    [Fact]
    public void What_makes_no_sense_is_told()
    {
        Assert.Empty(TrainingRules.Problems(Kd, hasTeacher: true));
        AssertProblem("kd needs --teacher", Kd, hasTeacher: false);
        AssertProblem("--kd-temperature is 0", Kd with { KdTemperature = 0 });
        AssertProblem("--kd-alpha is 1.5", Kd with { KdAlpha = 1.5 });
        AssertProblem("--temperature is -1", Kd with { Temperature = -1 });
        AssertProblem("--kd-variant paper divides", Kd with { KdVariant = KdVariant.Paper, Temperature = 30 });
        AssertProblem("rrm takes the width of its teacher", Kd with { Method = "rrm", RepresentationWidth = 64 });
        AssertProblem("--representation-width is 0", Kd with { RepresentationWidth = 0 });
        AssertProblem("rdt needs --robust-data", Kd with { Method = "rdt" }, hasTeacher: false);
        AssertProblem("did you mean rdt?", Kd with { Method = "natural" }, hasTeacher: false, hasRobustData: true);
    }

    [Theory]
    [InlineData("kd")]
    [InlineData("rdt")]
    public void The_papers_baselines_train_longer_and_with_less_decay(string method)
    {
        var usual = MethodCatalog.Find(method).Defaults(Kd with { Method = method });
        Assert.Equal((100, 5e-5, ScheduleKind.Cosine, 0.1), (usual.Epochs, usual.WeightDecay, usual.Schedule, usual.LearningRate));
    }

    private static void AssertProblem(string words, TrainingOptions options, bool hasTeacher = true, bool hasRobustData = false) =>
        Assert.Contains(TrainingRules.Problems(options, hasTeacher, hasRobustData), problem => problem.Contains(words));
}
