using Rrm.Checkpoints;
using Rrm.Randomness;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Attacks;

public sealed class PaperAutoPgdTests
{
    private const double PixelStd = 0.25; // of the test networks' normalisation

    [Theory]
    [InlineData(Norm.Linf, 0.01, 20, 1)]
    [InlineData(Norm.Linf, 0.01, 50, 2)]
    [InlineData(Norm.L2, 0.12, 20, 2)]
    [InlineData(Norm.L2, 0.12, 50, 1)]
    public void Does_what_the_toolbox_does_spelled_out(Norm norm, double eps, int steps, int restart)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Linear();
        var (images, labels) = SmallNetworks.Data(network, 14);
        var attack = new PaperAutoPgd(PerturbationSet.Of(new(norm, eps)), steps);
        var start = attack.Start(images, Places(14), seed: 7, restart);

        var result = attack.Run(network, images, labels, start);
        var plain = Plain(network);
        var (expected, wrong) = plain.Run(Rows(images), [.. labels.data<long>().Select(label => (int)label)], Rows(start), norm, eps, steps, [.. PaperCheckpoints.Of(steps)]);

        Assert.Equal(wrong, result.Broken.data<bool>());
        Assert.InRange(wrong.Count(isWrong => isWrong), 2, 12);
        Assert.InRange(plain.Halvings, 1, steps);
        Assert.Equal(0, expected.Zip(Rows(result.Adversarial), (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max(), 1e-4);
    }

    [Theory]
    [InlineData("paper-autopgd", Norm.Linf, true)]
    [InlineData("paper-autopgd", Norm.L2, true)]
    [InlineData("apgd-ce", Norm.Linf, false)]
    [InlineData("apgd-ce", Norm.L2, false)]
    public void What_becomes_of_an_image_depends_on_its_neighbours_as_it_does_not_in_the_reference(string name, Norm norm, bool depends)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 40);
        var attack = AttackCatalog.Create(name, PerturbationSet.Of(new(norm, norm == Norm.Linf ? 0.03 : 0.3)), steps: 20);
        var start = attack.Start(images, Places(40), seed: 1, restart: 1);
        Tensor Losses(params Tensor[] batches) => cat([.. batches.Select(rows => attack.Run(network, images[rows], labels[rows], start[rows], AttackMode.Full).BestLosses)]);

        var together = Losses(arange(40));
        var apart = Losses(arange(20), arange(20, 40));
        var otherwise = Losses(arange(0, 40, 2), arange(1, 40, 2)).view(2, 20).t().reshape(40);

        var changes = new[] { together - apart, apart - otherwise }.Select(change => change.abs().max().item<float>()).ToArray();
        Assert.All(changes, change => Assert.InRange(change, depends ? 1e-4 : 0, depends ? 10 : 1e-5)); // rounding alone stays below
    }

    [Theory]
    [InlineData(Norm.Linf, 0.02)]
    [InlineData(Norm.L2, 0.3)]
    public void Restarts_walk_on_from_the_start_before_and_stay_in_the_set(Norm norm, double eps)
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Linear();
        var (images, _) = SmallNetworks.Data(network, 6);
        var set = PerturbationSet.Of(new(norm, eps));
        var attack = new PaperAutoPgd(set, 5);
        var places = Places(6);

        var (first, second) = (attack.Start(images, places, seed: 3, restart: 1), attack.Start(images, places, seed: 3, restart: 2));

        var walked = set.Project(set.Start(first, new AttackNoise(3, RandomDomain.AttackStart, 1), places, StartRegion.Inside), images);
        Assert.True(second.Equals(walked));
        Assert.False(first.Equals(second));
        Assert.InRange(set.Distance(second, images).max().item<float>(), eps / 4, eps + set.Rounding(SmallNetworks.Shape));
    }

    [Fact]
    public void A_misclassified_start_counts_and_a_mistake_on_the_way_does_not()
    {
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Convolutional();
        var (images, labels) = SmallNetworks.Data(network, 40);
        var set = new LinfBall(0.03);
        var attack = new PaperAutoPgd(set, 12);
        var start = attack.Start(images, Places(40), seed: 2, restart: 1);

        var result = attack.Run(network, images, (labels + 1) % 4, start); // no start is classified as these labels say, but for a few
        using var frozen = network.Freeze();
        Tensor Wrong(Tensor points) => network.Logits(points).argmax(1).not_equal((labels + 1) % 4);
        Assert.True(Wrong(start).logical_and(result.Broken.logical_not()).any().item<bool>() is false);
        Assert.True(Wrong(result.Adversarial).Equals(result.Broken)); // whatever was met on the way, the verdict is about what is given back
        Assert.Contains(true, result.Broken.data<bool>());
    }

    private static PlainPaperAutoPgd Plain(Network network)
    {
        var (weight, bias) = (network.Export()["head.weight"].Floats.ToArray(), network.Export()["head.bias"].Floats.ToArray());
        double[][] rows = [.. weight.Chunk(weight.Length / bias.Length).Select(row => row.Select(value => value / PixelStd).ToArray())];
        return new(rows, [.. bias.Select((value, k) => value - 0.5 * rows[k].Sum())]);
    }

    private static double[][] Rows(Tensor images) => [.. images.data<float>().Select(value => (double)value).Chunk(SmallNetworks.Shape.Elements)];

    private static int[] Places(int count) => [.. Enumerable.Range(0, count)];
}
