namespace Rrm.StudentTrainer.LoadTests;

/// <summary>Answers that took so long.</summary>
internal sealed record LoadRow(double FromMs, double ToMs, long Count);
