using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Quickstart;
using Rrm.StudentTrainer.Teachers;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Teachers;

public sealed class TeacherAgreementTests
{
    private const float Tolerance = 2e-5f;
    private const int Images = 10;

    [Fact]
    public void Checkpoint_folder_and_service_say_the_same_of_the_same_images()
    {
        using var folder = new TemporaryFolder();
        var plain = Goldens.Checkpoint("dnn");
        Checkpoint[] checkpoints = [plain, Adapted(plain, width: 48, temperature: 30)];
        var exported = checkpoints.Select((checkpoint, number) => TeacherExporter.Export(checkpoint, folder[$"models/{number}"])).ToArray();
        using var service = new TeacherProcess(folder["models"], folder["service.log"]);
        for (var number = 0; number < checkpoints.Length; number++)
        {
            AssertAgree(checkpoints[number], exported[number], service, TeacherOutputs.Representation);
            AssertAgree(checkpoints[number], exported[number], service, TeacherOutputs.Representation | TeacherOutputs.Logits);
        }
        AssertAgree(plain, exported[0], service, TeacherOutputs.Logits);
    }

    private static void AssertAgree(Checkpoint checkpoint, TeacherFolder exported, TeacherProcess service, TeacherOutputs needs)
    {
        using var network = new NetworkTeacher(checkpoint, "dnn", torch.CPU, Precision.Float32, needs);
        using var onnx = new OnnxTeacher(exported.Path, torch.CPU, needs);
        using var remote = RemoteTeacher.Connect(service.EndpointOf(exported.Name), new() { Wait = TimeSpan.FromSeconds(60) }, torch.CPU, _ => { }, service.Ended, needs);

        foreach (var augmentation in (Augmentation[])[Augmentation.None, Augmentation.ResizedCropJitterLighting]) // bytes, and floats off their grid
            AssertAgree(network, onnx, remote, exported, needs, augmentation);
        Assert.Equal(exported.Manifest.ParametersSha256, network.Identity.Sha256);
    }

    private static void AssertAgree(NetworkTeacher network, OnnxTeacher onnx, RemoteTeacher remote, TeacherFolder exported, TeacherOutputs needs, Augmentation augmentation)
    {
        var expected = Ask(network, augmentation);
        Assert.Equal(needs.HasFlag(TeacherOutputs.Representation) ? Images * network.Identity.RepresentationWidth : 0, expected.Representation.Length);
        Assert.Equal(needs.HasFlag(TeacherOutputs.Logits) ? Images * network.Identity.ClassNames.Count : 0, expected.Logits.Length);
        foreach (var teacher in (ITeacher[])[onnx, remote])
        {
            Assert.Equal((exported.Manifest.Sha256, network.Identity.Input, network.Identity.RepresentationWidth),
                (teacher.Identity!.Sha256, teacher.Identity.Input, teacher.Identity.RepresentationWidth));
            Assert.Equal(network.Identity.ClassNames, teacher.Identity.ClassNames);
            var actual = Ask(teacher, augmentation);
            AssertClose(expected.Representation, actual.Representation);
            AssertClose(expected.Logits, actual.Logits);
        }
    }

    // A teacher for narrower students, as --representation-width and --temperature make them.
    private static Checkpoint Adapted(Checkpoint original, int width, double temperature)
    {
        var architecture = original.Architecture.WithRepresentationWidth(width);
        using var network = Network.Create(architecture, original.Manifest.Normalization, seed: 1, torch.CPU);
        return new(ModelManifest.Of(architecture, original.Manifest.ClassNames, original.Manifest.Normalization) with { Temperature = temperature }, architecture, network.Export());
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Append(0).Max(Math.Abs);
        Assert.InRange(expected.Zip(actual, (one, other) => Math.Abs(one - other)).Append(0).Max(), 0, Tolerance * scale);
    }

    private static (float[] Representation, float[] Logits) Ask(ITeacher teacher, Augmentation augmentation)
    {
        var shape = teacher.Identity!.Input;
        var pixels = Goldens.Images(Images, shape);
        var images = new ImageSet("goldens", "test", shape, ["any"], Images, (index, row) =>
        {
            pixels.AsSpan(index * shape.Elements, shape.Elements).CopyTo(row);
            return 0;
        });
        var (representation, logits) = (new List<float>(), new List<float>());
        foreach (var lesson in teacher.Follow(new BatchPlan(images, 4, augmentation: augmentation).From(0, 1)))
        {
            using (lesson)
            {
                representation.AddRange(lesson.Representation?.data<float>().ToArray() ?? []);
                logits.AddRange(lesson.Logits?.data<float>().ToArray() ?? []);
            }
        }
        return ([.. representation], [.. logits]);
    }
}
