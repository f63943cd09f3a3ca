namespace Rrm.TeacherServer.Repository;

/// <summary>Where one version of a teacher lies.</summary>
/// <param name="Name">The folder of its name, below the model directory.</param>
/// <param name="Version">The folder of its number in there; 0 when the teacher lies in the folder of its name itself.</param>
/// <param name="Path">The folder with its files.</param>
internal readonly record struct TeacherPlace(string Name, int Version, string Path);
