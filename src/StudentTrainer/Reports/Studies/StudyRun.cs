using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>A run of a study.</summary>
/// <param name="Row">Its row's title.</param>
/// <param name="Title">Its row's title, with the seed where a row has several.</param>
/// <param name="Folder">Where it lies; it may be gone.</param>
/// <param name="Result">Null while it is not finished.</param>
/// <param name="Curve">Empty where metrics.jsonl is not at hand.</param>
/// <param name="Command">What makes it; null where nobody wrote it down.</param>
internal sealed record StudyRun(string Row, string Title, string Folder, RunResult? Result, IReadOnlyList<EpochMetrics> Curve, string? Command);
