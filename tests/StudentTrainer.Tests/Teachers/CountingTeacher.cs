using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Teachers;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Teachers;

/// <summary>
/// An untrained exported teacher that counts the images that it is asked about and the requests that these come in. ONNX Runtime, because its
/// answers on the CPU do not depend on what else is in a batch.
/// </summary>
internal sealed class CountingTeacher(string folder, TeacherOutputs needs = TeacherOutputs.Representation) : ITeacher
{
    private readonly OnnxTeacher teacher = new(folder, torch.CPU, needs);

    public int Images { get; private set; }

    public int Requests { get; private set; }

    public TeacherIdentity? Identity => teacher.Identity;

    public TimeSpan Waited => teacher.Waited;

    /// <summary>Writes the teacher's folder.</summary>
    public static TeacherFolder Export(string folder)
    {
        var architecture = TestData.Network();
        using var network = Network.Create(architecture, Normalization.Cifar10, seed: 5, torch.CPU);
        return TeacherExporter.Export(new(ModelManifest.Of(architecture, TestData.Quadrants(4, 4).Train.ClassNames, Normalization.Cifar10), architecture, network.Export()), folder);
    }

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches) => teacher.Follow(batches.Select(batch =>
    {
        Images += batch.Count;
        Requests += batch.Count > 0 ? 1 : 0;
        return batch;
    }));

    public void Dispose() => teacher.Dispose();
}
