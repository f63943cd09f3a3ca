using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.Repository;

/// <summary>Two networks of the same shapes with different answers, exported once, to be put under any name.</summary>
public sealed class TwoNetworks : IDisposable
{
    private readonly TemporaryTeachers store = new();

    public TwoNetworks()
    {
        First = store.Add("dnn", "first");
        var other = Goldens.Checkpoint("dnn");
        Second = TeacherExporter.Export(other with { Manifest = other.Manifest with { Normalization = Normalization.Centred } }, store["second"]);
    }

    public TeacherFolder First { get; }

    public TeacherFolder Second { get; }

    /// <summary>Puts a network into a folder, in one step as an export does.</summary>
    public static void Put(TeacherFolder network, string folder)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        AtomicFolder.Replace(folder, next =>
        {
            foreach (var file in Directory.EnumerateFiles(network.Path))
                File.Copy(file, Path.Combine(next, Path.GetFileName(file)));
        });
    }

    public void Dispose() => store.Dispose();
}
