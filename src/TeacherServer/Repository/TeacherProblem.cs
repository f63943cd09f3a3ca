namespace Rrm.TeacherServer.Repository;

/// <summary>What lies in the folder and is not served, though it should be. What was served before still is.</summary>
/// <param name="Teacher">Its name; empty when the folder as a whole is meant.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sentence">What is wrong, with what to do.</param>
/// <param name="Since">When it was found.</param>
internal sealed record TeacherProblem(string Teacher, string Version, string Sentence, DateTimeOffset Since);
