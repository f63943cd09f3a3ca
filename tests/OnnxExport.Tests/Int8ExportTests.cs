using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport.Tests.Quantization;

namespace Rrm.OnnxExport.Tests;

public sealed class Int8ExportTests : IDisposable
{
    private static readonly ImageShape shape = new(3, 16, 16);
    private static readonly Int8Options options = new(GoldenImages.Dataset(shape, 10)) { CalibrationImages = 32, TestImages = 20 };
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_int8_teacher_is_another_teacher_of_the_same_network_and_says_how_close_it_comes()
    {
        var checkpoint = Goldens.Checkpoint(ArchitectureCatalog.Create("resnet-small", 10, shape), Normalization.Cifar10);
        var float32 = TeacherExporter.Export(checkpoint, folder["float32"]).Manifest;
        TeacherExporter.Export(checkpoint, folder["int8"], options, Token);

        var int8 = TeacherFolder.Read(folder["int8"]).Manifest;

        Assert.Equal(TeacherPrecision.Float32, float32.Precision);
        Assert.Null(float32.Fidelity);
        Assert.Equal(TeacherPrecision.Int8, int8.Precision);
        Assert.NotEqual(float32.Sha256, int8.Sha256);
        Assert.Equal(float32.ParametersSha256, int8.ParametersSha256);
        var fidelity = int8.Fidelity!;
        Assert.Equal(("goldens", 32, 20), (fidelity.Dataset, fidelity.CalibrationImages, fidelity.TestImages));
        AssertSaysWhatItDoes(fidelity);
        var (plain, quantised) = (File.ReadAllText(Path.Combine(folder["float32"], "teacher.json")), File.ReadAllText(Path.Combine(folder["int8"], "teacher.json")));
        Assert.DoesNotContain("precision", plain);
        Assert.DoesNotContain("fidelity", plain);
        Assert.Contains("\"precision\": \"int8\"", quantised);
        Assert.Contains("\"natural_accuracy\": {\n      \"float32\": ", quantised);
    }

    [Fact]
    public void One_checkpoint_and_the_same_images_give_the_same_file_every_time()
    {
        var checkpoint = Goldens.Checkpoint(ArchitectureCatalog.Create("vgg-small", 10, shape), Normalization.Cifar10);

        var (first, second) = (TeacherExporter.Export(checkpoint, folder["first"], options, Token), TeacherExporter.Export(checkpoint, folder["second"], options, Token));

        Assert.Equal(first.Manifest.Sha256, second.Manifest.Sha256);
        Assert.Equal(first.Manifest.Fidelity, second.Manifest.Fidelity);
    }

    [Fact]
    public void A_network_without_an_integer_form_is_refused_and_what_is_there_stays()
    {
        var architecture = new Architecture("late", shape, [new Convolution("c", 8, 3), new ReLU(), new BatchNorm("n"), new AdaptiveAveragePool(1), new Flatten()], [new Linear("head", 10)]);
        var checkpoint = Goldens.Checkpoint(architecture, Normalization.Cifar10);
        var before = TeacherExporter.Export(checkpoint, folder["teacher"]).Manifest.Sha256;

        Assert.Contains("--precision float32", Assert.Throws<RrmException>(() => TeacherExporter.Export(checkpoint, folder["teacher"], options, Token)).Message);

        Assert.Equal(before, TeacherFolder.Read(folder["teacher"]).Manifest.Sha256);
        Assert.Equal([folder["teacher"]], Directory.GetFileSystemEntries(folder[""]));
    }

    [Fact]
    public void Images_of_other_classes_are_refused()
    {
        var checkpoint = Goldens.Checkpoint(ArchitectureCatalog.Create("vgg-small", 4, shape), Normalization.Cifar10);
        Assert.Contains("goldens has 10 classes, the network 4", Assert.Throws<RrmException>(() => TeacherExporter.Export(checkpoint, folder["teacher"], options, Token)).Message);
    }

    [Fact]
    public void An_export_that_is_stopped_leaves_nothing()
    {
        var checkpoint = Goldens.Checkpoint(ArchitectureCatalog.Create("vgg-small", 10, shape), Normalization.Cifar10);
        Assert.Throws<OperationCanceledException>(() => TeacherExporter.Export(checkpoint, folder["teacher"], options, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFileSystemEntries(folder[""]));
    }

    /// <summary>The figures once more, from the folders as the service reads them.</summary>
    private void AssertSaysWhatItDoes(Fidelity fidelity)
    {
        using var real = new ExportedModel(TeacherFolder.Read(folder["float32"]));
        using var bytes = new ExportedModel(TeacherFolder.Read(folder["int8"]));
        var test = options.Dataset.Test;
        var (cosines, errors, agreeing, right) = (0.0, 0.0, 0, 0);
        for (var image = 0; image < fidelity.TestImages; image++)
        {
            var index = image * test.Count / fidelity.TestImages;
            var pixels = test.Image(index).ToArray();
            var ((expected, logits), (representation, otherLogits)) = (real.Run(pixels), bytes.Run(pixels));
            double Product(float[] one, float[] other) => one.Zip(other, (a, b) => (double)a * b).Sum();
            cosines += Product(expected, representation) / Math.Sqrt(Product(expected, expected) * Product(representation, representation));
            errors += Math.Sqrt(expected.Zip(representation, (a, b) => (double)(a - b) * (a - b)).Sum() / Product(expected, expected));
            var (one, other) = (Array.IndexOf(logits, logits.Max()), Array.IndexOf(otherLogits, otherLogits.Max()));
            (agreeing, right) = (agreeing + (one == other ? 1 : 0), right + (other == test.Label(index) ? 1 : 0));
        }
        Assert.Equal(cosines / fidelity.TestImages, fidelity.RepresentationCosine, 1e-4);
        Assert.Equal(errors / fidelity.TestImages, fidelity.RepresentationRelativeError, 1e-3);
        Assert.Equal((double)agreeing / fidelity.TestImages, fidelity.PredictionAgreement, 1e-9);
        Assert.Equal((double)right / fidelity.TestImages, fidelity.NaturalAccuracy.Int8, 1e-9);
        Assert.InRange(fidelity.RepresentationCosine, 0.99, 1);
    }
}
