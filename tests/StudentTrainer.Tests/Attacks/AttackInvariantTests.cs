using Rrm.Checkpoints;
using Rrm.Randomness;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Attacks;

public sealed class AttackInvariantTests
{
    public static TheoryData<string, Norm, double> Cases()
    {
        var cases = new TheoryData<string, Norm, double>();
        foreach (var attack in AttackCatalog.Names)
            foreach (var (norm, eps) in new[] { (Norm.Linf, 0.05), (Norm.Linf, 0), (Norm.L2, 0.7), (Norm.L2, 0) })
                cases.Add(attack, norm, eps);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Points_lie_in_the_ball_and_the_box(string name, Norm norm, double eps)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 12);
        var attack = AttackCatalog.Create(name, PerturbationSet.Of(new(norm, eps)), steps: 9);

        var adversarial = attack.Run(network, images, labels, StartOf(attack, images), AttackMode.Full).Adversarial;

        var longest = attack.Set.Distance(adversarial, images).max().item<float>();
        Assert.InRange(longest, 0, eps == 0 ? 0 : eps + attack.Set.Rounding(SmallNetworks.Shape));
        Assert.InRange(adversarial.min().item<float>(), 0, 1);
        Assert.InRange(adversarial.max().item<float>(), 0, 1);
    }

    [Theory]
    [InlineData("fgsm")]
    [InlineData("pgd")]
    [InlineData("apgd-ce")]
    public void Networks_are_left_as_they_were(string name)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 5);
        var attack = AttackCatalog.Create(name, new LinfBall(0.05), steps: 3);
        network.IsTraining = true;
        network.Parameters[0].Value.requires_grad_(false);
        var before = network.Export();

        attack.Run(network, images, labels, StartOf(attack, images));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => attack.Run(network, images, labels.to(ScalarType.Float64), StartOf(attack, images)));

        Assert.True(network.IsTraining);
        Assert.Equal(Precision.Float32, network.Precision);
        Assert.Equal([false, .. Enumerable.Repeat(true, network.Parameters.Count - 1)], network.Parameters.Select(parameter => parameter.Value.requires_grad));
        Assert.All(network.Parameters, parameter => Assert.True(parameter.Value.grad is null));
        AssertSame(before, network);
    }

    [Fact]
    public void Perturbing_in_evaluation_mode_leaves_running_statistics_alone_and_in_training_mode_updates_them()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 6);
        network.IsTraining = true;
        var before = network.Export();
        var attack = Pgd.SingleStep(new LinfBall(0.05));

        attack.Perturb(network, images, labels, images);
        AssertSame(before, network);

        attack.Perturb(network, images, labels, images, new(TrainMode: true));
        Assert.False(before["norm.running_mean"].Bytes.Span.SequenceEqual(network.Export()["norm.running_mean"].Bytes.Span));
        Assert.Equal(1, BitConverter.ToInt64(network.Export()["norm.num_batches_tracked"].Bytes.Span));
        Assert.True(network.IsTraining);
    }

    [Fact]
    public void The_best_point_is_at_least_as_bad_as_start_and_end()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 20);
        var attack = new Pgd(new LinfBall(0.05), 4, stepSize: 0.09); // overshoots, so that the last point is not always the best
        var start = StartOf(attack, images);

        var (last, best) = (attack.Perturb(network, images, labels, start), attack.Perturb(network, images, labels, start, new(KeepBest: true)));

        using var frozen = network.Freeze();
        Tensor Losses(Tensor points) => InputGradient.At(network, points, labels, withGradient: false).Losses;
        Assert.True((Losses(best) >= Losses(last)).all().item<bool>());
        Assert.True((Losses(best) >= Losses(start)).all().item<bool>());
        Assert.True((Losses(best) > Losses(last)).any().item<bool>());
    }

    [Fact]
    public void Perturbing_in_bfloat16_stays_in_the_set_and_restores_the_precision()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 8);
        var attack = new Pgd(new LinfBall(0.05), 3);

        var adversarial = attack.Perturb(network, images, labels, StartOf(attack, images), new(TrainMode: true, KeepBest: true, Precision: Precision.BFloat16));

        Assert.Equal(ScalarType.Float32, adversarial.dtype);
        Assert.False(adversarial.requires_grad);
        Assert.InRange(attack.Set.Distance(adversarial, images).max().item<float>(), 1e-3, 0.05 + attack.Set.Rounding(SmallNetworks.Shape));
        Assert.Equal(Precision.Float32, network.Precision);
    }

    [Theory]
    [InlineData("pgd", Norm.Linf)]
    [InlineData("apgd-ce", Norm.Linf)]
    [InlineData("apgd-ce", Norm.L2)]
    public void Dropping_broken_images_changes_no_verdict(string name, Norm norm)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 40);
        var attack = AttackCatalog.Create(name, PerturbationSet.Of(new(norm, norm == Norm.Linf ? 0.02 : 0.2)), steps: 12);
        var start = StartOf(attack, images);

        var (verdict, full) = (attack.Run(network, images, labels, start), attack.Run(network, images, labels, start, AttackMode.Full));

        Assert.InRange(full.Broken.sum().item<long>(), 1, 39);
        Assert.True(verdict.Broken.Equals(full.Broken));
        var robust = full.Broken.logical_not();
        Assert.True((verdict.BestLosses - full.BestLosses)[robust].abs().max().item<float>() < 1e-4);
        Assert.True((verdict.Adversarial[robust] == start[robust]).all().item<bool>());
    }

    [Fact]
    public void Tensors_do_not_pile_up()
    {
        using var network = SmallNetworks.Convolutional();
        var attacks = AttackCatalog.Names.Select(name => AttackCatalog.Create(name, new L2Ball(0.5), steps: 8)).ToArray();
        var counts = new List<long>();
        for (var round = 0; round < 4; round++)
        {
            using (NewDisposeScope())
            {
                var (images, labels) = SmallNetworks.Data(network, 10);
                foreach (var attack in attacks)
                    attack.Run(network, images, labels, StartOf(attack, images));
                new Pgd(new LinfBall(0.1), 3).Perturb(network, images, labels, images, new(KeepBest: true));
            }
            counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(counts[1], counts[3]);
    }

    private static Tensor StartOf(IAttack attack, Tensor images) =>
        attack.Start(images, [.. Enumerable.Range(0, (int)images.shape[0])], seed: 1, restart: 1);

    private static void AssertSame(IReadOnlyDictionary<string, TensorData> before, Network network)
    {
        foreach (var (name, tensor) in network.Export())
            Assert.True(before[name].Bytes.Span.SequenceEqual(tensor.Bytes.Span), name);
    }
}
