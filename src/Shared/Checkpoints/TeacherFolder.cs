using System.Security.Cryptography;

namespace Rrm.Checkpoints;

/// <summary>A teacher as it is stored: model.onnx and teacher.json in one folder.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Manifest">What teacher.json says; the hash of model.onnx was checked against it.</param>
public sealed record TeacherFolder(string Path, TeacherManifest Manifest)
{
    public const string ModelFile = "model.onnx";
    public const string ManifestFile = "teacher.json";

    /// <summary>The folder's name is the teacher's.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    public string ModelPath => System.IO.Path.Combine(Path, ModelFile);

    /// <summary>Whether a path looks like a teacher folder.</summary>
    public static bool IsAt(string path) => File.Exists(System.IO.Path.Combine(path, ManifestFile));

    /// <summary>Reads the manifest and checks the model file's hash against it. Throws <see cref="RrmException"/> with what is wrong.</summary>
    public static TeacherFolder Read(string path)
    {
        var manifestPath = System.IO.Path.Combine(path, ManifestFile);
        if (!File.Exists(manifestPath))
            throw new RrmException($"No teacher at '{path}': {ManifestFile} is missing. Export one with 'rrm export CHECKPOINT --out {path}'.");
        var folder = new TeacherFolder(path, JsonFormat.Read<TeacherManifest>(manifestPath, "a teacher manifest"));
        if (!File.Exists(folder.ModelPath))
            throw new RrmException($"No {ModelFile} beside '{manifestPath}'. Export the teacher again.");
        var actual = HashOf(folder.ModelPath);
        if (!string.Equals(actual, folder.Manifest.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new RrmException($"'{folder.ModelPath}' has SHA-256 {actual}; {ManifestFile} says {folder.Manifest.Sha256}. The file was changed or truncated: export the teacher again.");
        if (folder.Manifest.ClassNames.Count != folder.Manifest.Classes)
            throw new RrmException($"'{manifestPath}' names {folder.Manifest.ClassNames.Count} classes and says there are {folder.Manifest.Classes}.");
        return folder;
    }

    /// <summary>Lower-case hex SHA-256 of a file.</summary>
    public static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
