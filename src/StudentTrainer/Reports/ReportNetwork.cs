using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Reports;

/// <summary>One trained and attacked network of a report.</summary>
/// <param name="Role">Teacher, RRM student, natural student.</param>
/// <param name="Architecture">Name of the architecture.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="Method">How it was trained, in few words.</param>
/// <param name="NaturalAccuracy">Fraction of test images classified rightly.</param>
/// <param name="RobustAccuracy">Fraction that stays right under the report's attack.</param>
/// <param name="RobustCi95">95 % interval of the robust accuracy, fractions.</param>
/// <param name="TotalSeconds">Training time over all epochs; evaluation and checkpoints not counted.</param>
/// <param name="Curve">One entry an epoch, as in metrics.jsonl.</param>
public sealed record ReportNetwork(
    string Role, string Architecture, long Parameters, string Method, double NaturalAccuracy, double RobustAccuracy, (double Low, double High) RobustCi95,
    double TotalSeconds, IReadOnlyList<EpochMetrics> Curve)
{
    /// <summary>Mean training time of an epoch.</summary>
    public double EpochSeconds => Curve.Count == 0 ? double.NaN : Curve.Average(epoch => epoch.Seconds);

    /// <summary>Seconds that training stood still for want of the teacher's answer, over all epochs.</summary>
    public double TeacherWaitSeconds => Curve.Sum(epoch => epoch.TeacherWaitSeconds);
}
