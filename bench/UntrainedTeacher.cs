using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.Bench;

/// <summary>Teachers that know nothing: how long an answer takes does not depend on it.</summary>
internal static class UntrainedTeacher
{
    public static Checkpoint Create(Architecture architecture)
    {
        using var network = Network.Create(architecture, Normalization.Cifar10, seed: 1, CPU);
        return new(ModelManifest.Of(architecture, Noise.ClassNames, Normalization.Cifar10), architecture, network.Export());
    }

    public static Checkpoint Create(string architecture) => Create(ArchitectureCatalog.Create(architecture, Noise.Classes));

    /// <summary>Exports it into a folder of teachers, under its architecture's name.</summary>
    public static void ExportInto(string models, Checkpoint teacher) => TeacherExporter.Export(teacher, Path.Combine(models, teacher.Architecture.Name));
}
