using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Tests.Attacks;
using Rrm.StudentTrainer.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Tests.Methods;

public sealed class AdversarialTrainingTests
{
    [Theory] // The authors' counts: SAT's network judges eight points in evaluation mode, Fast AT's sees eight batches in training mode.
    [InlineData("sat", null, 9, 1)]
    [InlineData("sat", BatchNormMode.Train, 9, 9)]
    [InlineData("fast-at", null, 8, 8)]
    [InlineData("fast-at", BatchNormMode.Eval, 8, 1)]
    [InlineData("fgsm-rs", null, 2, 2)]
    [InlineData("fgsm-rs", BatchNormMode.Eval, 2, 1)]
    public void A_step_makes_so_many_forward_passes_and_moves_batch_norm_in_so_many(string name, BatchNormMode? batchNorm, int forwards, int moves)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        network.IsTraining = true;
        var before = RunningMean(network);

        Loss(network, Options(name) with { AttackBatchNorm = batchNorm });

        Assert.Equal(forwards, network.ForwardPasses);
        Assert.Equal(moves, BitConverter.ToInt64(network.Export()["norm.num_batches_tracked"].Bytes.Span));
        Assert.NotEqual(before, RunningMean(network));
        Assert.True(network.IsTraining);
    }

    [Theory]
    [InlineData("sat")]
    [InlineData("fast-at")]
    [InlineData("fgsm-rs")]
    public void The_attack_computes_no_gradient_of_a_parameter(string name)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        network.IsTraining = true;

        var loss = Loss(network, Options(name));

        Assert.All(network.Parameters, parameter => Assert.Null(parameter.Value.grad));
        loss.backward();
        Assert.All(network.Parameters, parameter => Assert.NotNull(parameter.Value.grad));
    }

    [Theory]
    [InlineData(Norm.Linf, 8 / 255.0, StartRegion.Inside, 2 / 255.0)]
    [InlineData(Norm.L2, 1, StartRegion.Surface, 0.2)]
    public void Standard_attack_is_the_authors(Norm norm, double eps, StartRegion start, double step)
    {
        var attack = TrainingAttack.Standard(Options("sat") with { ThreatModel = new(norm, eps) });
        Assert.Equal((7, start, true, BatchNormMode.Eval), (attack.Steps, attack.Start, attack.KeepBest, attack.BatchNorm));
        Assert.Equal(step, attack.StepShare * eps, 1e-12);
        Assert.Equal(0.05, TrainingAttack.Standard(Options("sat") with { ThreatModel = new(norm, eps), AttackStepSize = 0.05 }).StepShare * eps, 1e-12);
    }

    [Fact]
    public void Standard_training_descends_the_largest_loss_met()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 16);
        // A step so long that the last point is often not the worst one.
        var best = TrainingAttack.Standard(Options("sat") with { AttackStepSize = 0.2 });
        var noise = new AttackNoise(7, Randomness.RandomDomain.TrainingAttack, 0);
        int[] indices = [.. Enumerable.Range(0, 16)];
        var losses = new[] { best, best with { KeepBest = false }, best with { KeepBest = false, Steps = 1 } }
            .Select(attack => F.cross_entropy(network.Logits(attack.Perturb(network, images, labels, noise, indices)), labels, reduction: nn.Reduction.None)).ToArray();
        Assert.True(losses[0].ge(losses[1] - 1e-6f).all().item<bool>());
        Assert.True(losses[0].ge(losses[2] - 1e-6f).all().item<bool>());
        Assert.True(losses[0].gt(losses[1]).any().item<bool>());
    }

    [Theory]
    [InlineData("natural", 3, 0, 3)]
    [InlineData("sat", 18, 0, 18)]
    [InlineData("fast-at", 17, 0, 24)]
    [InlineData("fgsm-rs", 5, 0, 5)]
    [InlineData("free-at", 3, 0, 3)]
    [InlineData("rrm", 3, 1, 3)]
    public void A_step_costs_so_many_forward_passes(string name, double student, double teacher, double authors)
    {
        var (method, options) = (MethodCatalog.Find(name), Options(name));
        Assert.Equal(new StepCost(student, teacher), method.Cost(options));
        Assert.Equal(authors, method.AuthorsCost(options).Student);
    }

    [Theory] // ResNet50 from VGG11 and from ResNet18: the ratios behind the paper's times per epoch.
    [InlineData("vgg11", 7.70)]
    [InlineData("resnet18", 7.00)]
    public void Fast_AT_costs_the_authors_so_much_more_than_RRM(string teacher, double ratio)
    {
        double Macs(string name) => Rrm.Architectures.ArchitectureCatalog.Create(name, 10).MultiplyAccumulates;
        var rrm = MethodCatalog.Find("rrm").Cost(Options("rrm")).Total(Macs(teacher) / Macs("resnet50"));
        Assert.Equal(ratio, MethodCatalog.Find("fast-at").AuthorsCost(Options("fast-at")).Total() / rrm, 0.01);
    }

    private static TrainingOptions Options(string name) => MethodCatalog.Find(name).Defaults(new()
    {
        Method = name, Architecture = "small", Dataset = "small", ThreatModel = new(Norm.Linf, 8 / 255.0),
    });

    private static Tensor Loss(Network network, TrainingOptions options)
    {
        var set = new ImageSet("noise", "train", SmallNetworks.Shape, ["a", "b", "c", "d"], 8, (index, row) =>
        {
            new Random(index).NextBytes(row);
            return index % 4;
        });
        using var batch = new ImageBatch(set, [.. Enumerable.Range(0, 8)], Augmentation.None);
        using var method = MethodCatalog.Create(options);
        return method.Loss(new(network, batch, batch.ToPixels(CPU), batch.ToLabels(CPU), null, 0)).Loss;
    }

    private static float[] RunningMean(Network network) => network.Export()["norm.running_mean"].Floats.ToArray();
}
