using Rrm.Checkpoints;
using Rrm.Inference;

namespace Rrm.TeacherServer.Repository;

/// <summary>The folder with the teachers: one in each direct subfolder that has a teacher.json.</summary>
internal static class TeacherDirectory
{
    /// <summary>Reads every manifest and checks every hash. Throws when the folder or one of the teachers is not usable.</summary>
    public static IReadOnlyList<TeacherFolder> Read(string path)
    {
        if (!Directory.Exists(path))
            throw new RrmException($"There is no folder '{path}'. Give the folder that holds the teachers as --models.");
        if (TeacherFolder.IsAt(path))
            throw new RrmException($"'{path}' is a teacher itself. Give the folder that holds it as --models.");
        // A folder whose name begins with a dot is no teacher: an export that is cut off leaves such ones.
        var teachers = Directory.EnumerateDirectories(path)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.') && TeacherFolder.IsAt(folder))
            .Order(StringComparer.Ordinal)
            .Select(folder => ReadOne(path, folder))
            .ToList();
        return teachers.Count > 0
            ? teachers
            : throw new RrmException($"No teacher in '{path}': no subfolder has a {TeacherFolder.ManifestFile}. Export one with 'rrm export CHECKPOINT --out {Path.Combine(path, "NAME")}'.");
    }

    private static TeacherFolder ReadOne(string root, string folder)
    {
        RealPath.RequireInside(root, folder);
        return TeacherFolder.Read(folder);
    }
}
