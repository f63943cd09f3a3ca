namespace Rrm.TeacherServer.StatusPage;

/// <summary>What lies in the models folder and is not served, though it should be.</summary>
internal sealed record ProblemStatus(string Teacher, string Version, string Sentence, DateTimeOffset Since);
