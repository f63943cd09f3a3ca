using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Tests.Attacks;

/// <summary>
/// The toolbox's AutoPGD on a softmax classifier that is affine in the pixels, spelled out on arrays of doubles: what the attack on tensors
/// is compared with. One restart of one batch.
/// </summary>
/// <param name="weights">[classes][pixels], of the pixels themselves.</param>
/// <param name="biases">[classes]</param>
internal sealed class PlainPaperAutoPgd(double[][] weights, double[] biases)
{
    public int Halvings { get; private set; }

    public int CheckpointsPassedWhole { get; private set; }

    /// <summary>The images that the attack gives back, and whether they are misclassified.</summary>
    public (double[][] Images, bool[] Wrong) Run(double[][] clean, int[] labels, double[][] start, Norm norm, double eps, int steps, int[] checkpoints)
    {
        var (eta, count) = (2 * eps, 0);
        var (x, before) = (start, start);
        var (most, mostAtCheckpoint) = (MeanLoss(start, labels), MeanLoss(start, labels));
        var (best, bestBefore) = (start, clean);
        for (var k = 0; k < steps; k++)
        {
            var z = Each((image, row) => Project(Zip(x[row], Direction(x[row], labels[row], norm), (pixel, move) => Math.Clamp(pixel + eta * move, 0, 1)), image, norm, eps));
            if (k == 0)
            {
                (before, x) = (x, z);
                if (MeanLoss(x, labels) is var first && first >= most)
                    (best, bestBefore, most, count) = (x, clean, first, 1);
                continue;
            }
            var next = Each((image, row) => Project(
                Zip(Zip(x[row], z[row], (here, ahead) => here + 0.75 * (ahead - here)), Zip(x[row], before[row], (here, past) => 0.25 * (here - past)), (a, b) => Math.Clamp(a + b, 0, 1)),
                image, norm, eps));
            var loss = MeanLoss(next, labels);
            if (loss > most)
                (best, bestBefore, most, count) = (next, x, loss, count + 1);
            (before, x) = (x, next);
            if (Array.IndexOf(checkpoints, k) is var place && place > 0)
            {
                if (count < 0.75 * (k - checkpoints[place - 1]) || most == mostAtCheckpoint)
                {
                    Halvings++;
                    eta /= 2;
                    (before, x) = (bestBefore, best);
                }
                else
                    CheckpointsPassedWhole++;
                (count, mostAtCheckpoint) = (0, most);
            }
        }
        var found = Each((_, row) => IsWrong(x[row], labels[row]) ? x[row] : start[row]);
        return (found, [.. found.Select((image, row) => IsWrong(image, labels[row]))]);

        double[][] Each(Func<double[], int, double[]> of) => [.. clean.Select(of)];
    }

    private static double[] Project(double[] point, double[] image, Norm norm, double eps)
    {
        var change = Zip(point, image, (a, b) => a - b);
        var shrink = Math.Min(1, eps / Math.Sqrt(change.Sum(value => value * value)));
        return norm == Norm.Linf ? Zip(image, change, (pixel, by) => pixel + Math.Clamp(by, -eps, eps)) : Zip(image, change, (pixel, by) => pixel + by * shrink);
    }

    private double[] Direction(double[] image, int label, Norm norm)
    {
        var shares = Softmax(image);
        shares[label] -= 1;
        double[] gradient = [.. Enumerable.Range(0, image.Length).Select(pixel => shares.Select((share, k) => share * weights[k][pixel]).Sum())];
        var length = Math.Sqrt(gradient.Sum(value => value * value)) + 1e-7;
        return [.. gradient.Select(value => norm == Norm.Linf ? Math.Sign(value) : value / length)];
    }

    private double MeanLoss(double[][] images, int[] labels) => images.Zip(labels, (image, label) => -Math.Log(Softmax(image)[label])).Average();

    private bool IsWrong(double[] image, int label) => Logits(image) is var logits && Array.IndexOf(logits, logits.Max()) != label;

    private double[] Softmax(double[] image)
    {
        var powers = Logits(image).Select(Math.Exp).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }

    private double[] Logits(double[] image) => [.. weights.Select((row, k) => biases[k] + row.Zip(image, (w, x) => w * x).Sum())];

    private static double[] Zip(double[] a, double[] b, Func<double, double, double> with) => [.. a.Zip(b, with)];
}
