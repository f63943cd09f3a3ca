using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Quickstart;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Teachers;

public sealed class Int8TeacherTests
{
    [Fact]
    public void A_trained_teacher_comes_close_in_int8_and_the_service_serves_it_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        var data = TestData.Quadrants(400, 200);
        var teacher = TeacherExporter.Export(Trained(folder, data), folder["models/int8"], new Int8Options(data), CancellationToken.None);

        var fidelity = teacher.Manifest.Fidelity!;
        Assert.InRange(fidelity.NaturalAccuracy.Float32, 0.9, 1);
        Assert.InRange(fidelity.NaturalAccuracy.Int8, fidelity.NaturalAccuracy.Float32 - 0.01, 1);
        Assert.InRange(fidelity.RepresentationCosine, 0.999, 1.0001);
        Assert.InRange(fidelity.RepresentationRelativeError, 0, 0.05);
        Assert.InRange(fidelity.PredictionAgreement, 0.99, 1);

        using var service = new TeacherProcess(folder["models"], folder["service.log"]);
        using var direct = new OnnxTeacher(teacher.Path, torch.CPU, TeacherOutputs.Representation | TeacherOutputs.Logits);
        using var served = RemoteTeacher.Connect(
            service.EndpointOf("int8"), new() { Wait = TimeSpan.FromSeconds(60) }, torch.CPU, _ => { }, service.Ended, TeacherOutputs.Representation | TeacherOutputs.Logits);
        Assert.Equal(teacher.Manifest.Sha256, served.Identity!.Sha256);
        Assert.Equal(Answers(direct, data.Test, batchSize: 50), Answers(served, data.Test, batchSize: 7)); // Integers add up to the same in any order.
    }

    private static Checkpoint Trained(TemporaryFolder folder, Datasets.Dataset data)
    {
        AtomicFile.WriteJson(folder["tiny.json"], TestData.Network());
        var options = new TrainingOptions { Method = "natural", Architecture = folder["tiny.json"], Dataset = data.Name, Epochs = 6, BatchSize = 32, LearningRate = 0.05, Augmentation = "none", MonitorImages = 8 };
        using var nobody = new NoTeacher();
        new TrainingRun(options, data, nobody, ComputeDevice.Choose("cpu"), folder["run"], resume: false).Execute(CancellationToken.None);
        return Checkpoint.Read(folder["run"]);
    }

    private static List<float> Answers(ITeacher teacher, ImageSet images, int batchSize)
    {
        var (representations, logits) = (new List<float>(), new List<float>());
        foreach (var lesson in teacher.Follow(new BatchPlan(images, batchSize).From(0, 1)))
        {
            using (lesson)
            {
                representations.AddRange(lesson.Representation!.data<float>().ToArray());
                logits.AddRange(lesson.Logits!.data<float>().ToArray());
            }
        }
        return [.. representations, .. logits];
    }
}
