using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Quickstart;

/// <summary>What 'rrm quickstart --json' writes: the three runs, with what was measured under attack in their robust entries.</summary>
internal sealed record QuickstartResult(RunResult Teacher, RunResult Student, RunResult Natural, double Seconds)
{
    /// <summary>The student's robust accuracy as a share of its teacher's; null where the teacher has none.</summary>
    public double? Transferred => Teacher.Robust[^1].Accuracy > 0 ? Student.Robust[^1].Accuracy / Teacher.Robust[^1].Accuracy : null;
}
