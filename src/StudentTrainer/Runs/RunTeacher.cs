namespace Rrm.StudentTrainer.Runs;

/// <summary>Who taught a run; the endpoint is null for a teacher in process.</summary>
public sealed record RunTeacher(string Name, string Sha256, string? Endpoint);
