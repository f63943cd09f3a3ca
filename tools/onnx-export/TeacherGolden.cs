using Rrm.Checkpoints;
using Rrm.Inference;

namespace Rrm.OnnxExport;

/// <summary>Golden vectors for a teacher folder: what it answers to the probe images, computed once on the CPU, for everybody who loads it to compare with.</summary>
public static class TeacherGolden
{
    /// <summary>Writes them into the folder's teacher.json, in the place of those that are there.</summary>
    /// <exception cref="RrmException">The teacher cannot be loaded, or gives answers that are not finite.</exception>
    public static void Write(string folder)
    {
        var read = TeacherFolder.Read(folder);
        var bare = read with { Manifest = read.Manifest with { Golden = null } };
        using var model = TeacherModel.Load(bare, new InferenceOptions { Device = Device.Cpu });
        AtomicFile.WriteJson(Path.Combine(folder, TeacherFolder.ManifestFile), bare.Manifest with { Golden = model.ComputeGolden() });
    }
}
