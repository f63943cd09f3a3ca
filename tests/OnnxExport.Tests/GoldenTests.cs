namespace Rrm.OnnxExport.Tests;

/// <summary>Theories run one after the other, so that one large model is in memory at a time.</summary>
public sealed class GoldenTests
{
    [Theory]
    [InlineData("dnn")]
    [InlineData("vgg11")]
    [InlineData("vgg19")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("alexnet")]
    [InlineData("vgg16")]
    [InlineData("resnet50-imagenet")]
    public void Exported_classifier_answers_as_the_original(string name)
    {
        using var folder = new TemporaryFolder();
        var teacher = TeacherExporter.Export(Goldens.Checkpoint(name), folder[name]);
        using var model = new ExportedModel(teacher);

        var (representation, logits) = model.Run(Goldens.Images((int)Goldens.Tensor($"{name}/logits").Shape[0], teacher.Manifest.Input));

        AssertClose(Goldens.Tensor($"{name}/representation").Floats, representation);
        AssertClose(Goldens.Tensor($"{name}/logits").Floats, logits);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (largest, difference) = (0f, 0f);
        for (var index = 0; index < actual.Length; index++)
            (largest, difference) = (MathF.Max(largest, MathF.Abs(expected[index])), MathF.Max(difference, MathF.Abs(expected[index] - actual[index])));
        Assert.True(difference <= 1e-4f * largest, $"Largest difference {difference}, largest entry {largest}.");
    }
}
