using Rrm.Checkpoints;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Tests.Attacks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Tests.Methods;

public sealed class FreeAdversarialTrainingTests
{
    private const double Eps = 8 / 255.0;

    [Fact]
    public void One_backward_pass_moves_the_perturbation_by_epsilon_times_the_sign()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        using var method = new FreeAdversarialTraining(new(Norm.Linf, Eps), replays: 8, batchSize: 4, reset: false);
        var (images, labels) = SmallNetworks.Data(network, 4);
        var expected = zeros_like(images);
        for (var replay = 0; replay < 3; replay++)
        {
            var points = (images + expected).requires_grad_();
            var gradient = autograd.grad([F.cross_entropy(network.Logits(points), labels)], [points])[0];
            using (no_grad())
                expected = (expected + (float)Eps * gradient.sign()).clamp(-(float)Eps, (float)Eps).maximum(-images).minimum(1 - images);

            var passes = network.ForwardPasses;
            Replay(method, network, images, labels, replay);

            Assert.Equal(passes + 1, network.ForwardPasses);
            Assert.Equal(0, (Perturbation(method) - expected).abs().max().item<float>(), 1e-6);
            Assert.All(network.Parameters, parameter => Assert.NotNull(parameter.Value.grad));
        }
    }

    [Fact]
    public void It_lasts_from_batch_to_batch_and_a_short_batch_moves_the_first_rows_only()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        using var method = new FreeAdversarialTraining(new(Norm.Linf, Eps), replays: 1, batchSize: 4, reset: false);
        var (images, labels) = SmallNetworks.Data(network, 8);
        Replay(method, network, images[..4], labels[..4], replay: 0);
        var before = Perturbation(method);

        Replay(method, network, images[4..6], labels[4..6], replay: 0);

        var after = Perturbation(method);
        Assert.True(after[2..].Equals(before[2..]));
        Assert.False(after[..2].Equals(before[..2]));
        Assert.True(before[2..].abs().max().item<float>() > 0);
        Assert.InRange((images[4..6] + after[..2]).min().item<float>(), 0, 1);
    }

    [Theory]
    [InlineData(Norm.Linf)]
    [InlineData(Norm.L2)]
    public void A_gradient_that_overflows_in_half_precision_leaves_a_perturbation_to_go_on_from(Norm norm)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        using var method = new FreeAdversarialTraining(new(norm, Eps), replays: 1, batchSize: 4, reset: false);
        var (images, labels) = SmallNetworks.Data(network, 4);
        network.Precision = Precision.Float16;
        var step = method.Loss(new(network, null!, images, labels, null, 0));
        (step.Loss * float.MaxValue).backward();
        step.BeforeUpdate!();
        Assert.True(Perturbation(method).isfinite().all().item<bool>());
        Replay(method, network, images, labels, replay: 0);
        Assert.True(Perturbation(method).isfinite().all().item<bool>());
        Assert.True(Perturbation(method).abs().max().item<float>() > 0);
    }

    [Fact]
    public void Reset_lets_each_batch_start_from_its_own_images()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 4);
        double SecondBatchLoss(bool reset)
        {
            using var method = new FreeAdversarialTraining(new(Norm.Linf, Eps), replays: 2, batchSize: 4, reset);
            Replay(method, network, images, labels, replay: 0);
            Replay(method, network, images, labels, replay: 1);
            return Replay(method, network, images, labels, replay: 0);
        }
        var natural = F.cross_entropy(network.Logits(images), labels).item<float>();
        Assert.Equal(natural, SecondBatchLoss(reset: true), 1e-6);
        Assert.True(SecondBatchLoss(reset: false) > natural + 1e-3);
    }

    [Fact]
    public void What_it_remembers_goes_on_elsewhere()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        using var method = new FreeAdversarialTraining(new(Norm.L2, 0.5), replays: 1, batchSize: 4, reset: false);
        using var other = new FreeAdversarialTraining(new(Norm.L2, 0.5), replays: 1, batchSize: 4, reset: false);
        var (images, labels) = SmallNetworks.Data(network, 4);
        Replay(method, network, images, labels, 0);

        other.Restore(method.Export().ToDictionary(), CPU);

        Assert.Equal(Replay(method, network, images, labels, 0), Replay(other, network, images, labels, 0));
        Assert.True(Perturbation(method).Equals(Perturbation(other)));
        Assert.True(Perturbation(method).square().sum([1, 2, 3]).sqrt().max().item<float>() <= 0.5 + 1e-5);
    }

    private static double Replay(FreeAdversarialTraining method, Network network, Tensor images, Tensor labels, int replay)
    {
        foreach (var (_, parameter) in network.Parameters)
            parameter.grad = null;
        var step = method.Loss(new(network, null!, images, labels, null, 0) { Replay = replay });
        step.Loss.backward();
        step.BeforeUpdate!();
        return step.Loss.item<float>();
    }

    private static Tensor Perturbation(FreeAdversarialTraining method)
    {
        var data = Assert.Single(method.Export()).Value;
        return tensor(data.Floats.ToArray(), [.. data.Shape]);
    }
}
