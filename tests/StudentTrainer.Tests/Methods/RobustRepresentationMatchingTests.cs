using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Methods;

public sealed class RobustRepresentationMatchingTests
{
    private static readonly ImageShape Cifar = new(3, 32, 32);

    [Fact]
    public void Three_steps_through_the_loop_equal_PyTorchs()
    {
        using var student = Network.Load(Goldens.Checkpoint("resnet18"), CPU);
        using var teacher = new NetworkTeacher(Goldens.Checkpoint("vgg11"), "vgg11", CPU, Precision.Float32);
        using var optimizer = new Sgd(student.Parameters, 5e-4);
        var bytes = Goldens.Images(8, Cifar, salt: 1);
        var images = new ImageSet("goldens", "train", Cifar, [.. Enumerable.Range(0, 10).Select(label => $"{label}")], 8, (index, row) =>
        {
            bytes.AsSpan(index * Cifar.Elements, Cifar.Elements).CopyTo(row);
            return index;
        });
        // A constant rate: the only milestone lies behind the end.
        var options = new TrainingOptions { Method = "rrm", Architecture = "resnet18", Dataset = "goldens", Seed = 0, Epochs = 3, BatchSize = 8, Schedule = ScheduleKind.Multistep, LearningRate = 0.1, Milestones = [99] };
        var loop = new TrainingLoop(options, student, new RobustRepresentationMatching(0.005, RepresentationLoss.Cosine), teacher, new BatchPlan(images, 8), images, _ => { });

        var state = loop.Run(TrainingState.Start, optimizer, _ => { }, CancellationToken.None);

        var expected = Goldens.Tensor("step/losses").Floats.ToArray();
        Assert.Equal(3, state.History.Count);
        for (var step = 0; step < 3; step++)
            Assert.Equal(expected[step], state.History[step].Loss, 1e-4 * Math.Abs(expected[step]));
        foreach (var name in (string[])["conv1.weight", "layer4.1.conv2.weight", "linear.weight", "layer4.1.bn2.running_mean"])
        {
            var norm = Math.Sqrt(student.Export()[name].Floats.ToArray().Sum(value => (double)value * value));
            var golden = Goldens.Tensor($"step/norm/{name}").Floats[0];
            Assert.Equal(golden, norm, 1e-3 * golden);
        }
    }

    [Fact]
    public void Loss_is_lambda_cross_entropy_minus_cosine_similarity()
    {
        var (natural, cosine) = (Goldens.Tensor("loss/cross_entropy").Floats[0], Goldens.Tensor("loss/cosine_similarity_mean").Floats[0]);
        Assert.Equal(-cosine, LossOf(0, RepresentationLoss.Cosine), 1e-4);
        Assert.Equal(0.5 * natural - cosine, LossOf(0.5, RepresentationLoss.Cosine), 1e-3);
    }

    [Fact]
    public void L2_loss_is_the_mean_relative_distance()
    {
        var (student, teacher) = (Goldens.Tensor("resnet18/representation").Floats.ToArray(), Goldens.Tensor("vgg11/representation").Floats.ToArray());
        var expected = Enumerable.Range(0, 4).Average(row =>
        {
            double distance = 0, length = 0;
            for (var column = row * 512; column < (row + 1) * 512; column++)
            {
                distance += Math.Pow(student[column] - teacher[column], 2);
                length += Math.Pow(teacher[column], 2);
            }
            return Math.Sqrt(distance / length);
        });
        Assert.Equal(expected, LossOf(0, RepresentationLoss.L2), 1e-3 * expected);
    }

    [Theory]
    [InlineData(RepresentationLoss.Cosine, -1)]
    [InlineData(RepresentationLoss.L2, 0)]
    public void Equal_representations_have_the_smallest_loss(RepresentationLoss loss, double smallest)
    {
        using var scope = NewDisposeScope();
        using var network = Network.Load(Goldens.Checkpoint("dnn"), CPU);
        var images = TestImages.Of(Cifar);
        var representation = network.Forward(images).Representation.detach();
        var step = new TrainingStep(network, null!, images, zeros([4], ScalarType.Int64), representation, 0);
        Assert.Equal(smallest, new RobustRepresentationMatching(0, loss).Loss(step).Loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Without_cross_entropy_the_head_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var network = Network.Load(Goldens.Checkpoint("dnn"), CPU);
        var step = new TrainingStep(network, null!, TestImages.Of(Cifar), zeros([4], ScalarType.Int64), ones([4, 512]), 0);
        new RobustRepresentationMatching(0, RepresentationLoss.Cosine).Loss(step).Loss.backward();
        var gradients = network.Parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.grad);
        Assert.Equal(0, gradients["classifier.weight"]?.abs().max().item<float>() ?? 0);
        Assert.NotEqual(0, gradients["features.0.weight"]!.abs().max().item<float>());
    }

    private static double LossOf(double lambda, RepresentationLoss loss)
    {
        using var scope = NewDisposeScope();
        using var student = Network.Load(Goldens.Checkpoint("resnet18"), CPU);
        var teacher = tensor(Goldens.Tensor("vgg11/representation").Floats.ToArray(), [4, 512]);
        var step = new TrainingStep(student, null!, TestImages.Of(Cifar), tensor(new long[] { 3, 1, 4, 1 }), teacher, 0);
        return new RobustRepresentationMatching(lambda, loss).Loss(step).Loss.item<float>();
    }
}
