using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Tests.Attacks;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Evaluation;

public sealed class RobustnessEvaluatorTests
{
    private static readonly LinfBall Ball = new(0.03);

    [Theory]
    [InlineData("fgsm")]
    [InlineData("pgd")]
    [InlineData("paper-autopgd")]
    [InlineData("apgd-ce")]
    public void Verdicts_do_not_depend_on_the_batch_size(string name)
    {
        using var network = SmallNetworks.Convolutional();
        var images = EvaluationSets.For(network, 50);
        var attack = AttackCatalog.Create(name, Ball, steps: 7);

        var verdicts = new[] { 1, 7, 50 }.Select(size => network.Evaluate(images, new() { Restarts = 2, Seed = 4, BatchSize = size }, attack).Verdicts).ToArray();

        Assert.Contains(verdicts[0], verdict => verdict.BrokenBy == name);
        Assert.Contains(verdicts[0], verdict => verdict.Robust);
        Assert.Equal(verdicts[0], verdicts[1]);
        Assert.Equal(verdicts[0], verdicts[2]);
    }

    [Fact]
    public void Batches_of_coupled_images_are_those_of_the_set_whatever_else_is_evaluated()
    {
        using var network = SmallNetworks.Convolutional();
        var images = EvaluationSets.For(network, 120);
        IAttack paper = new PaperAutoPgd(Ball, 12), before = Pgd.SingleStep(Ball);
        var options = new EvaluationOptions { Restarts = 3 };

        var whole = network.Evaluate(images, options, paper);
        var firstBatch = network.Evaluate(images.Take(50), options, paper);
        var (worst, together) = (network.Evaluate(images, options with { OnlyWorstCase = true }, before, paper), network.Evaluate(images, options, before, paper));

        Assert.Equal(whole.Verdicts.Take(50), firstBatch.Verdicts);
        Assert.Equal(whole.Attacks[0].BrokenAt, together.Attacks[1].BrokenAt);
        Assert.Equal(whole.Attacks[0].BrokenAt, worst.Attacks[1].BrokenAt);
        Assert.Equal(together.Verdicts, worst.Verdicts);
        Assert.Equal(("paper-autopgd", 12, 3, 120, 50), (whole.Robust[0].Attack, whole.Robust[0].Steps, whole.Robust[0].Restarts, whole.Robust[0].Samples, whole.Robust[0].Batch));
    }

    [Theory]
    [InlineData("paper-autopgd", true)]
    [InlineData("apgd-ce", false)]
    public void Verdicts_of_coupled_images_change_with_their_batch(string name, bool change)
    {
        using var network = SmallNetworks.Convolutional();
        var images = EvaluationSets.For(network, 100);
        // The starts are the same; the second batch ends at image 75 or at image 100. Few images are so near the edge that it decides: hence many radii.
        var brokenAt = new[] { 75, 100 }.Select(count => Enumerable.Range(2, 12).Select(step => step * 0.001).SelectMany(eps =>
            network.Evaluate(images.Take(count), new() { Restarts = 2 }, AttackCatalog.Create(name, new LinfBall(eps), steps: 10)).Attacks[0].BrokenAt.Skip(50).Take(25)).ToArray()).ToArray();
        Assert.Equal(change, !brokenAt[0].SequenceEqual(brokenAt[1]));
    }

    [Theory]
    [InlineData("pgd")]
    [InlineData("apgd-ce")]
    public void More_restarts_and_more_steps_never_raise_robust_accuracy(string name)
    {
        using var network = SmallNetworks.Convolutional();
        var images = EvaluationSets.For(network, 60);
        double Accuracy(int steps, int restarts) => network.Evaluate(images, new() { Restarts = restarts }, AttackCatalog.Create(name, Ball, steps)).Robust[0].Accuracy;

        var byRestarts = new[] { 1, 2, 4 }.Select(restarts => Accuracy(3, restarts)).ToArray();
        var bySteps = new[] { 1, 3, 10, 30 }.Select(steps => Accuracy(steps, 1)).ToArray();

        Assert.Equal(byRestarts.OrderDescending(), byRestarts);
        Assert.Equal(bySteps.OrderDescending(), bySteps);
    }

    [Fact]
    public void Each_attack_has_its_own_accuracy_and_the_worst_case_is_over_all()
    {
        using var network = SmallNetworks.Convolutional();
        var images = EvaluationSets.For(network, 60);
        IAttack[] attacks = [Pgd.SingleStep(Ball), new Pgd(Ball, 10), new Apgd(Ball, 10)];

        var together = network.Evaluate(images, new(), attacks);
        var cheap = network.Evaluate(images, new() { OnlyWorstCase = true }, attacks);

        Assert.Equal(["fgsm", "pgd", "apgd-ce", RobustAccuracy.WorstCase], together.Robust.Select(entry => entry.Attack));
        for (var position = 0; position < attacks.Length; position++)
            Assert.Equal(network.Evaluate(images, new(), attacks[position]).Robust.Single().Accuracy, together.Robust[position].Accuracy);
        Assert.True(together.Robust[3].Accuracy <= together.Robust.Min(entry => entry.Accuracy));
        Assert.Equal([RobustAccuracy.WorstCase], cheap.Robust.Select(entry => entry.Attack));
        Assert.Equal(together.Verdicts, cheap.Verdicts);
        Assert.Equal(0.9, together.NaturalAccuracy);
    }

    [Fact]
    public void Without_a_perturbation_robust_is_natural()
    {
        using var network = SmallNetworks.Convolutional();
        var outcome = network.Evaluate(EvaluationSets.For(network, 20), new() { Restarts = 2 }, new Pgd(new LinfBall(0), 3), new Apgd(new LinfBall(0), 3));
        Assert.All(outcome.Robust, entry => Assert.Equal(outcome.NaturalAccuracy, entry.Accuracy));
    }

    [Fact]
    public void Kept_images_are_in_the_set_and_show_the_mistake()
    {
        using var network = SmallNetworks.Convolutional();
        var images = EvaluationSets.For(network, 30);
        var outcome = network.Evaluate(images, new() { KeepImages = [0, 3, 9, 17] }, Pgd.SingleStep(Ball), new Apgd(Ball, 20));

        Assert.Equal([0, 3, 9, 17], outcome.Images.Keys.Order());
        foreach (var (index, image) in outcome.Images)
        {
            var change = image.Pixels.Zip(images.Image(index).ToArray(), (attacked, clean) => Math.Abs(attacked - clean / 255f)).Max();
            Assert.InRange(change, index == 9 ? 0 : 1e-4, index == 9 ? 0 : Ball.Eps + 1e-6);
            Assert.Equal(outcome.Verdicts[index].Robust, image.Prediction == images.Label(index));
        }
        Assert.All(outcome.Attacks, attack => Assert.InRange(attack.LargestNorm, 0, Ball.Eps + 1e-6));
    }

    [Fact]
    public void Progress_ends_at_one_and_never_goes_back()
    {
        using var network = SmallNetworks.Convolutional();
        var fractions = new List<double>();
        new RobustnessEvaluator(network, EvaluationSets.For(network, 30), new() { Restarts = 2, BatchSize = 8 }) { Progress = progress => fractions.Add(progress.Fraction) }
            .Evaluate([new Pgd(Ball, 5), new PaperAutoPgd(Ball, 5), new Apgd(Ball, 5)], TestContext.Current.CancellationToken);
        Assert.Equal(fractions.Order(), fractions);
        Assert.Equal(1, fractions[^1], 9);
    }

    [Fact]
    public void A_network_is_left_as_it_was_even_when_its_answers_are_not_numbers()
    {
        using var network = SmallNetworks.Convolutional();
        var images = EvaluationSets.For(network, 10);
        network.IsTraining = true;
        var before = network.Export();
        network.Evaluate(images, new(), new Apgd(Ball, 3));
        foreach (var (name, tensor) in network.Export())
            Assert.True(before[name].Bytes.Span.SequenceEqual(tensor.Bytes.Span), name);

        using (no_grad())
            network.Parameters[0].Value.fill_(float.NaN);
        Assert.Contains("not finite", Assert.Throws<RrmException>(() => network.Evaluate(images, new(), new Apgd(Ball, 3))).Message);

        Assert.True(network.IsTraining);
        Assert.All(network.Parameters, parameter => Assert.True(parameter.Value.requires_grad));
    }

    [Fact]
    public void Tensors_do_not_pile_up()
    {
        using var network = SmallNetworks.Convolutional();
        var images = EvaluationSets.For(network, 20);
        long Live()
        {
            network.Evaluate(images, new() { Restarts = 2, BatchSize = 6, KeepImages = [1] }, new Pgd(Ball, 4), new Apgd(Ball, 6));
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }
        Live();
        Assert.Equal(Live(), Live());
    }

    [Fact]
    public void The_table_has_a_row_for_every_image()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.csv");
        VerdictTable.Write(file, [new(0, 3, 3, null, null), new(1, 2, 5, null, null), new(2, 1, 1, "apgd-ce", 2)]);
        Assert.Equal(
            ["index,label,clean_prediction,clean_correct,robust,broken_by,restart", "0,3,3,true,true,,", "1,2,5,false,false,,", "2,1,1,true,false,apgd-ce,2"],
            File.ReadAllLines(file));
        File.Delete(file);
    }
}
