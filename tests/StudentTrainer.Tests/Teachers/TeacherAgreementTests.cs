using Rrm.Images;
using Rrm.OnnxExport;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Quickstart;
using Rrm.StudentTrainer.Teachers;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Teachers;

public sealed class TeacherAgreementTests
{
    private const float Tolerance = 1e-5f;

    [Fact]
    public void Checkpoint_folder_and_service_say_the_same_of_the_same_images()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Goldens.Checkpoint("dnn");
        var exported = TeacherExporter.Export(checkpoint, folder["models/dnn"]);
        using var network = new NetworkTeacher(checkpoint, "dnn", torch.CPU, Precision.Float32);
        using var onnx = new OnnxTeacher(folder["models/dnn"], torch.CPU);
        using var service = new TeacherProcess(folder["models"], folder["service.log"]);
        using var remote = RemoteTeacher.Connect(
            TeacherEndpoint.ParseList(service.EndpointOf("dnn")), new() { Budget = TimeSpan.FromSeconds(60) }, torch.CPU, _ => { }, service.Ended);

        foreach (var augmentation in (Augmentation[])[Augmentation.None, Augmentation.ResizedCropJitterLighting]) // bytes, and floats off their grid
        {
            var expected = Represent(network, augmentation);
            var scale = Math.Max(1, expected.Max(Math.Abs));
            Assert.Equal(10 * network.Identity.RepresentationWidth, expected.Length);
            foreach (var teacher in (ITeacher[])[onnx, remote])
            {
                Assert.Equal((exported.Manifest.Sha256, network.Identity.Input, network.Identity.RepresentationWidth),
                    (teacher.Identity!.Sha256, teacher.Identity.Input, teacher.Identity.RepresentationWidth));
                var actual = Represent(teacher, augmentation);
                Assert.InRange(expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max(), 0, Tolerance * scale);
                Assert.Equal(expected.Length, actual.Length);
            }
        }
        Assert.Equal(exported.Manifest.ParametersSha256, network.Identity.Sha256);
    }

    private static float[] Represent(ITeacher teacher, Augmentation augmentation)
    {
        var shape = teacher.Identity!.Input;
        var pixels = Goldens.Images(10, shape);
        var images = new ImageSet("goldens", "test", shape, ["any"], 10, (index, row) =>
        {
            pixels.AsSpan(index * shape.Elements, shape.Elements).CopyTo(row);
            return 0;
        });
        var values = new List<float>();
        foreach (var lesson in teacher.Follow(new BatchPlan(images, 4, augmentation: augmentation).From(0, 1)))
        {
            using (lesson)
                values.AddRange(lesson.Representation!.data<float>());
        }
        return [.. values];
    }
}
