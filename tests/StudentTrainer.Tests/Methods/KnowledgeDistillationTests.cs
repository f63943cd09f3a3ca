using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Methods;

public sealed class KnowledgeDistillationTests
{
    private const int Classes = 10;
    private static readonly ImageShape Cifar = new(3, 32, 32);

    [Theory]
    [InlineData(1, "loss/kl_t1_batchmean")]
    [InlineData(30, "loss/kl_t30_batchmean")]
    public void Textbook_loss_is_the_divergence_times_the_squared_temperature(double temperature, string golden)
    {
        var divergence = Goldens.Tensor(golden).Floats[0];
        var expected = temperature * temperature * divergence;
        Assert.Equal(expected, LossOf(temperature, 1, KdVariant.Textbook), 1e-3 * expected);
    }

    [Fact]
    public void The_labels_have_the_rest()
    {
        var (divergence, natural) = (Goldens.Tensor("loss/kl_t1_batchmean").Floats[0], Goldens.Tensor("loss/cross_entropy").Floats[0]);
        Assert.Equal(0.25 * divergence + 0.75 * natural, LossOf(1, 0.25, KdVariant.Textbook), 1e-3);
        Assert.Equal(natural, LossOf(30, 0, KdVariant.Textbook), 1e-3); // On plain logits, whatever the temperature.
    }

    [Fact]
    public void The_papers_loss_divides_twice_and_averages_over_classes()
    {
        // Twice the root of 30 is once 30.
        var expected = 30 * Goldens.Tensor("loss/kl_t30_batchmean").Floats[0] / Classes;
        Assert.Equal(expected, LossOf(Math.Sqrt(30), 1, KdVariant.Paper), 1e-3 * expected);
    }

    [Fact]
    public void The_papers_gradient_is_nine_thousand_times_smaller()
    {
        using var scope = NewDisposeScope();
        var (textbook, paper) = (GradientNorm(KdVariant.Textbook), GradientNorm(KdVariant.Paper));
        Assert.InRange(textbook / paper, 8.5e3, 1.05e4);
    }

    [Fact]
    public void Only_the_papers_student_keeps_the_temperature()
    {
        Assert.Null(new KnowledgeDistillation(30, 1, KdVariant.Textbook).NetworkTemperature);
        Assert.Equal(30, new KnowledgeDistillation(30, 1, KdVariant.Paper).NetworkTemperature);
    }

    // resnet18's logits as student's, vgg11's as teacher's, labels 3 1 4 1, as the goldens have it.
    private static double LossOf(double temperature, double alpha, KdVariant variant)
    {
        using var scope = NewDisposeScope();
        using var student = Network.Load(Goldens.Checkpoint("resnet18"), CPU);
        var method = new KnowledgeDistillation(temperature, alpha, variant);
        student.Temperature = method.NetworkTemperature ?? 1;
        var teacher = tensor(Goldens.Tensor("vgg11/logits").Floats.ToArray(), [4, Classes]) / student.Temperature;
        var step = new TrainingStep(student, null!, TestImages.Of(Cifar), tensor(new long[] { 3, 1, 4, 1 }), null, 0) { TeacherLogits = teacher };
        return method.Loss(step).Loss.item<float>();
    }

    // With respect to the last layer's bias, which is to say to the raw logits.
    private static double GradientNorm(KdVariant variant)
    {
        using var student = Network.Load(Goldens.Checkpoint("dnn"), CPU);
        var method = new KnowledgeDistillation(30, 1, variant);
        student.Temperature = method.NetworkTemperature ?? 1;
        var teacher = tensor(Goldens.Tensor("vgg11/logits").Floats.ToArray(), [4, Classes]) / student.Temperature;
        method.Loss(new TrainingStep(student, null!, TestImages.Of(Cifar), zeros([4], ScalarType.Int64), null, 0) { TeacherLogits = teacher }).Loss.backward();
        return student.Parameters.Single(parameter => parameter.Key == "classifier.bias").Value.grad!.norm().item<float>();
    }
}
