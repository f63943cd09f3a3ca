using Rrm.Checkpoints;
using Rrm.OnnxExport;

namespace Rrm.Tests;

/// <summary>A model directory of its own for one test, with teachers that have the goldens' weights.</summary>
internal sealed class TemporaryTeachers : IDisposable
{
    public TemporaryTeachers(params string[] names)
    {
        Directory.CreateDirectory(Path);
        foreach (var name in names)
            Add(name);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("rrm-teachers-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Exports a golden classifier under a name; its own unless said otherwise.</summary>
    public TeacherFolder Add(string classifier, string? name = null) => TeacherExporter.Export(Goldens.Checkpoint(classifier), this[name ?? classifier]);

    /// <summary>Changes what a teacher's manifest says.</summary>
    public void Rewrite(string name, Func<TeacherManifest, TeacherManifest> change)
    {
        var manifest = System.IO.Path.Combine(this[name], TeacherFolder.ManifestFile);
        AtomicFile.WriteJson(manifest, change(JsonFormat.Read<TeacherManifest>(manifest, "a teacher manifest")));
    }

    /// <summary>Changes a teacher's model file, and its hash in the manifest with it.</summary>
    public void RewriteModel(string name, Func<byte[], byte[]> change)
    {
        var model = System.IO.Path.Combine(this[name], TeacherFolder.ModelFile);
        File.WriteAllBytes(model, change(File.ReadAllBytes(model)));
        Rewrite(name, manifest => manifest with { Sha256 = TeacherFolder.HashOf(model) });
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
