using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Tests.Training;

public sealed class DivergenceTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(2400)]
    [InlineData(-2400)]
    public void A_loss_that_is_no_number_or_a_thousand_times_the_first_ends_the_run(double loss)
    {
        var watch = new LossWatch();
        watch.See(2.3, 4);
        watch.See(2200, 4);
        var problem = Assert.Throws<RrmException>(() => watch.See(loss, 4));
        Assert.StartsWith("Training diverged in epoch 5", problem.Message);
        Assert.Contains("The checkpoint of epoch 4 is kept", problem.Message);
    }

    [Fact]
    public void Small_losses_are_compared_with_one()
    {
        var watch = new LossWatch();
        watch.See(-0.001, 0);
        watch.See(900, 0);
        Assert.Throws<RrmException>(() => watch.See(1100, 0));
    }

    [Theory] // Where the last update of an epoch ruins the weights, no loss of that epoch tells.
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_diverges_ends_before_it_saves(bool lossStaysFinite)
    {
        using var network = Network.Create(TestData.Network(), Normalization.Centred, 1, CPU);
        using var optimizer = new Sgd(network.Parameters, 0);
        var images = TestData.Quadrants(64, 32);
        var options = new TrainingOptions { Method = "natural", Architecture = "tiny", Dataset = "quadrants", Epochs = 4, BatchSize = 64, MonitorImages = 32 };
        var loop = new TrainingLoop(options, network, new DivergingMethod(lossStaysFinite), new NoTeacher(), new BatchPlan(images.Train, 64), images.Test, _ => { });
        var saved = new List<int>();

        var problem = Assert.Throws<RrmException>(() => loop.Run(TrainingState.Start, optimizer, state => saved.Add(state.Epoch), CancellationToken.None));

        Assert.Equal([1, 2], saved);
        Assert.Contains("diverged in epoch 3", problem.Message);
        Assert.Contains("checkpoint of epoch 2 is kept", problem.Message);
    }

    /// <summary>From the third epoch on no gradient is a number, and the loss neither unless it is to stay one.</summary>
    private sealed class DivergingMethod(bool lossStaysFinite) : TrainingMethod
    {
        public override StepLoss Loss(TrainingStep step)
        {
            var logits = step.Network.Logits(step.Images);
            var loss = F.cross_entropy(logits, step.Labels);
            return new(step.Batch.Epoch < 2 ? loss : lossStaysFinite ? loss + (logits.sum() * 0).sqrt() : loss * double.NaN, logits);
        }
    }
}
