using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>One run of a row.</summary>
/// <param name="Run">The run folder, relative to the reproduction's folder.</param>
/// <param name="Result">Its result, robust accuracies of all evaluators included.</param>
/// <param name="TeacherSeconds">What the teacher's training, and for RDT the robust data set, cost before it; null where nobody teaches.</param>
/// <param name="Command">The 'rrm train' line that makes this run.</param>
public sealed record ReproducedSeed(string Run, RunResult Result, double? TeacherSeconds, string Command)
{
    /// <summary>The catalog name of the teacher's architecture, for the report's check of costs; null where nobody teaches or nobody knows.</summary>
    public string? TeacherArchitecture { get; init; }
}
