using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Tests.Attacks;

namespace Rrm.StudentTrainer.Tests.Evaluation;

/// <summary>On a classifier that is affine in the pixels an image is robust exactly when every margin exceeds eps times the dual norm of the weights' difference.</summary>
public sealed class ClosedFormTests
{
    private const double PixelStd = 0.25; // of the test networks' normalisation

    public static TheoryData<string, Norm> Attacks => new() { { "pgd", Norm.Linf }, { "pgd", Norm.L2 }, { "apgd-ce", Norm.Linf }, { "apgd-ce", Norm.L2 } };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Of_two_classes_robust_images_are_those_of_the_formula(string attack, Norm norm)
    {
        var (outcome, radii, eps) = Evaluate(attack, norm, classes: 2);
        foreach (var verdict in outcome.Verdicts.Where(verdict => verdict.CleanCorrect))
            Assert.Equal(radii[verdict.Index] > eps, verdict.Robust);
    }

    // With more classes the cross-entropy has a maximum toward each of them, and ascent may end at one that is out of reach.
    [Theory]
    [MemberData(nameof(Attacks))]
    public void Of_many_classes_only_images_break_that_the_formula_lets_break_and_most_of_them(string attack, Norm norm)
    {
        var (outcome, radii, eps) = Evaluate(attack, norm, classes: 4);
        var right = outcome.Verdicts.Where(verdict => verdict.CleanCorrect).ToList();
        Assert.All(right.Where(verdict => radii[verdict.Index] > eps), verdict => Assert.True(verdict.Robust));
        var breakable = right.Where(verdict => radii[verdict.Index] <= eps).ToList();
        Assert.InRange(breakable.Count(verdict => !verdict.Robust), 0.8 * breakable.Count, breakable.Count);
    }

    [Theory]
    [InlineData(Norm.Linf, 2)]
    [InlineData(Norm.Linf, 4)]
    [InlineData(Norm.L2, 2)]
    [InlineData(Norm.L2, 4)]
    public void The_attack_of_the_paper_breaks_no_image_that_the_formula_lets_hold(Norm norm, int classes)
    {
        var (outcome, radii, eps) = Evaluate("paper-autopgd", norm, classes);
        var right = outcome.Verdicts.Where(verdict => verdict.CleanCorrect).ToList();
        Assert.All(right.Where(verdict => radii[verdict.Index] > eps), verdict => Assert.True(verdict.Robust));
        Assert.Contains(right, verdict => !verdict.Robust);
    }

    private static (EvaluationOutcome Outcome, double[] Radii, double Eps) Evaluate(string attack, Norm norm, int classes)
    {
        using var network = SmallNetworks.Linear(classes);
        var images = EvaluationSets.For(network, 50, low: 100, high: 155); // far from the box
        double[] radii = [.. Enumerable.Range(0, images.Count).Select(index => RobustRadius(images, index, network.Export(), norm))];
        var eps = radii.Where(radius => radius > 0).Order().Skip(20).Take(2).Average(); // parts the images, with room on both sides
        return (network.Evaluate(images, new() { Restarts = 2 }, AttackCatalog.Create(attack, PerturbationSet.Of(new(norm, eps)), steps: 30)), radii, eps);
    }

    private static double RobustRadius(Rrm.Images.ImageSet images, int index, IReadOnlyDictionary<string, TensorData> tensors, Norm norm)
    {
        var (weight, bias) = (tensors["head.weight"].Floats.ToArray(), tensors["head.bias"].Floats.ToArray());
        var pixels = images.Image(index).ToArray().Select(value => (value / 255.0 - 0.5) / PixelStd).ToArray();
        double[] Row(int label) => [.. weight.AsSpan(label * pixels.Length, pixels.Length).ToArray().Select(value => (double)value)];
        double Logit(int label) => bias[label] + Row(label).Zip(pixels, (w, x) => w * x).Sum();
        var right = images.Label(index);
        return Enumerable.Range(0, bias.Length).Where(label => label != right).Min(label =>
        {
            var difference = Row(right).Zip(Row(label), (a, b) => (a - b) / PixelStd);
            var dual = norm == Norm.Linf ? difference.Sum(Math.Abs) : Math.Sqrt(difference.Sum(d => d * d));
            return (Logit(right) - Logit(label)) / dual;
        });
    }
}
