using Rrm.Checkpoints;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Tests.Recipes;

public sealed class OrderingJudgeTests
{
    private static readonly Claim Far = new() { Text = "KD far less than RRM", Less = ["kd"], Than = ["rrm"], Metric = ClaimMetric.Robust, Factor = 0.5 };

    [Fact]
    public void A_claim_holds_for_every_pair_by_the_worst_attack()
    {
        Assert.True(OrderingJudge.Judge(Far, [Row("kd", 0.1, 0.05), Row("rrm", 0.4, 0.3)]).Holds);
        var broken = OrderingJudge.Judge(Far, [Row("kd", 0.3, 0.2), Row("rrm", 0.4, 0.3)]);
        Assert.False(broken.Holds);
        Assert.Equal("kd 20.0 % > 0.5 × rrm 30.0 %", broken.Detail.Replace("20.0%", "20.0 %").Replace("30.0%", "30.0 %"));
    }

    [Fact]
    public void A_claim_about_rows_that_have_not_run_is_open()
    {
        var judged = OrderingJudge.Judge(Far, [Row("kd", 0.1), new("rrm", "", null, null, null, [])]);
        Assert.Null(judged.Holds);
        Assert.Contains("rrm", judged.Detail);
    }

    private static ReproducedRow Row(string name, params double[] robust) => new(name, name, null, null, null, [new("run", Result(robust), null, "rrm train")]);

    private static RunResult Result(double[] robust) => new()
    {
        Method = "rrm", Architecture = "tiny", Dataset = "quadrants", Seed = 0, Epochs = 1, BatchSize = 1, NaturalAccuracy = 0.5, EpochSeconds = new(1, null, 1), TotalSeconds = 1,
        TeacherWaitSeconds = 0, ImagesPerSecond = 1, Precision = Precision.Float32, Machine = Machine.Here("CPU"), Versions = LibraryVersions.All,
        Robust = [.. robust.Select(accuracy => new RobustAccuracy("pgd", Norm.Linf, 0.1, 1, 1, 10, accuracy, [0, 1]))],
    };
}
