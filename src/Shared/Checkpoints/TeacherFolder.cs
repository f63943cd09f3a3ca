using System.Security.Cryptography;

namespace Rrm.Checkpoints;

/// <summary>A teacher as it is stored: model.onnx and teacher.json in one folder.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Manifest">What teacher.json says; the hash of model.onnx was checked against it.</param>
public sealed record TeacherFolder(string Path, TeacherManifest Manifest)
{
    public const string ModelFile = "model.onnx";
    public const string ManifestFile = "teacher.json";

    /// <summary>Bytes of the largest model: one protobuf message holds no more.</summary>
    public const long MaxModelBytes = int.MaxValue;

    /// <summary>Bytes of the largest manifest; a usual one has tens of thousands.</summary>
    public const long MaxManifestBytes = 16 << 20;

    /// <summary>The folder's name is the teacher's, unless it is a version's.</summary>
    public string Name { get; init; } = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>Number of the version; 0 for a teacher that lies in the folder of its name.</summary>
    public int Version { get; init; }

    public string ModelPath => System.IO.Path.Combine(Path, ModelFile);

    /// <summary>Whether a path looks like a teacher folder.</summary>
    public static bool IsAt(string path) => File.Exists(System.IO.Path.Combine(path, ManifestFile));

    /// <summary>Reads the manifest and checks the model file's hash against it. Throws <see cref="RrmException"/> with what is wrong.</summary>
    public static TeacherFolder Read(string path, long maxModelBytes = MaxModelBytes)
    {
        var manifestPath = System.IO.Path.Combine(path, ManifestFile);
        if (!File.Exists(manifestPath))
            throw new RrmException($"No teacher at '{path}': {ManifestFile} is missing. Export one with 'rrm export CHECKPOINT --out {path}'.");
        RequireOrdinaryFile(path, ManifestFile, MaxManifestBytes);
        var folder = new TeacherFolder(path, JsonFormat.Read<TeacherManifest>(manifestPath, "a teacher manifest"));
        if (!File.Exists(folder.ModelPath))
            throw new RrmException($"No {ModelFile} beside '{manifestPath}'. Export the teacher again.");
        RequireOrdinaryFile(path, ModelFile, maxModelBytes);
        var actual = HashOf(folder.ModelPath);
        if (!string.Equals(actual, folder.Manifest.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new RrmException($"'{folder.ModelPath}' has SHA-256 {actual}; {ManifestFile} says {folder.Manifest.Sha256}. The file was changed or truncated: export the teacher again.");
        if (folder.Manifest.ClassNames.Count != folder.Manifest.Classes)
            throw new RrmException($"'{manifestPath}' names {folder.Manifest.ClassNames.Count} classes and says there are {folder.Manifest.Classes}.");
        if (!TeacherPrecision.All.Contains(folder.Manifest.Precision))
            throw new RrmException($"'{manifestPath}' says precision '{folder.Manifest.Precision}'; this program knows {string.Join(" and ", TeacherPrecision.All)}. Use the version of it that exported the teacher.");
        return folder;
    }

    /// <summary>Throws <see cref="RrmException"/> unless a file of the folder really lies in it, holds something, and is not larger than allowed.</summary>
    public static void RequireOrdinaryFile(string folder, string file, long maxBytes)
    {
        var path = System.IO.Path.Combine(folder, file);
        RealPath.RequireInside(folder, path);
        // Pipes and devices have no length either; opening one would wait for ever.
        var bytes = new FileInfo(RealPath.Of(path)).Length;
        if (bytes == 0)
            throw new RrmException($"'{path}' is empty, or no ordinary file. Export the teacher again.");
        if (bytes > maxBytes)
            throw new RrmException($"'{path}' has {bytes} bytes; at most {maxBytes} are loaded. Is it a teacher's?");
    }

    /// <summary>Lower-case hex SHA-256 of a file.</summary>
    public static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
