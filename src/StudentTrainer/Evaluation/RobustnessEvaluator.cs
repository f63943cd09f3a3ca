using Rrm.Images;
using Rrm.Randomness;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>
/// Measures clean and robust accuracy, image by image. Restarts go to survivors only, gathered over the whole set into full batches;
/// starts are keyed by (seed, restart, image), so neither the batch size nor the order of the images decides a verdict.
/// </summary>
/// <remarks>The network is in float32 and evaluation mode meanwhile, and afterwards as it was, whatever happens.</remarks>
public sealed class RobustnessEvaluator
{
    private readonly Network network;
    private readonly ImageSet images;
    private readonly EvaluationOptions options;
    private readonly Dictionary<int, AttackedImage> kept = [];
    private WorkMeter meter = new();

    /// <exception cref="RrmException">There are no images, or they have another shape than the network's input.</exception>
    public RobustnessEvaluator(Network network, ImageSet images, EvaluationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Restarts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        if (images.Count == 0)
            throw new RrmException($"Data set {images.Name} has no images in its {images.Split} split; robustness needs at least one.");
        if (images.Shape != network.Architecture.Input)
            throw new RrmException($"The images of {images.Name} are {images.Shape}, the network expects {network.Architecture.Input}. Evaluate on images of that size.");
        (this.network, this.images, this.options) = (network, images, options);
    }

    /// <summary>Told after each batch.</summary>
    public Action<EvaluationProgress> Progress { get; init; } = _ => { };

    /// <summary>Classifies the clean images, then attacks those that are classified rightly.</summary>
    /// <exception cref="RrmException">The network's answers are not finite.</exception>
    public EvaluationOutcome Evaluate(IReadOnlyList<IAttack> attacks, CancellationToken cancellation = default)
    {
        using var frozen = network.Freeze();
        (meter, var predictions) = (new(), Classify(cancellation));
        int[] candidates = [.. Enumerable.Range(0, images.Count).Where(index => predictions[index] == images.Label(index))];
        var outcomes = new List<AttackOutcome>();
        for (var position = 0; position < attacks.Count; position++)
        {
            var outcome = Attack(attacks[position], candidates, [.. attacks.Skip(position + 1)], cancellation);
            outcomes.Add(outcome);
            if (options.OnlyWorstCase)
                candidates = Survivors(candidates, outcome.BrokenAt);
        }
        return new()
        {
            Verdicts = [.. predictions.Select((prediction, index) => Verdict(index, prediction, outcomes))],
            Attacks = outcomes,
            Images = kept,
            Options = options,
        };
    }

    private ImageVerdict Verdict(int index, int prediction, List<AttackOutcome> outcomes)
    {
        var breaking = outcomes.FirstOrDefault(outcome => outcome.BrokenAt[index] > 0);
        return new(index, images.Label(index), prediction, breaking?.Attack.Name, breaking?.BrokenAt[index]);
    }

    private int[] Classify(CancellationToken cancellation)
    {
        using var _ = no_grad();
        var predictions = new int[images.Count];
        foreach (var indices in Enumerable.Range(0, images.Count).Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var batch = new ImageBatch(images, indices, Augmentation.None);
            var pixels = batch.ToPixels(network.Device);
            var logits = network.Logits(pixels);
            RequireFinite(logits, "clean");
            var classes = logits.argmax(1).cpu().data<long>().ToArray();
            for (var row = 0; row < indices.Length; row++)
                predictions[indices[row]] = (int)classes[row];
            Keep(indices, pixels, classes, _ => true);
        }
        return predictions;
    }

    private AttackOutcome Attack(IAttack attack, int[] candidates, IAttack[] later, CancellationToken cancellation)
    {
        var (brokenAt, largestNorm) = (new int[images.Count], 0.0);
        for (var restart = 1; restart <= options.Restarts; restart++)
        {
            var survivors = Survivors(candidates, brokenAt);
            var attacked = 0;
            foreach (var indices in survivors.Chunk(options.BatchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                largestNorm = Math.Max(largestNorm, AttackBatch(attack, indices, restart, brokenAt));
                attacked += indices.Length;
                meter.Add((double)indices.Length * (attack.Steps + 1));
                Report(attack, restart, Survivors(candidates, brokenAt).Length, survivors.Length - attacked, candidates.Length, later);
            }
        }
        return new(attack, brokenAt, largestNorm);
    }

    /// <summary>Attacks some images and notes which broke. The longest perturbation among those.</summary>
    private double AttackBatch(IAttack attack, int[] indices, int restart, int[] brokenAt)
    {
        using var scope = NewDisposeScope();
        using var batch = new ImageBatch(images, indices, Augmentation.None);
        var (pixels, labels) = (batch.ToPixels(network.Device), batch.ToLabels(network.Device));
        var start = attack.Set.Start(pixels, new AttackNoise(options.Seed, RandomDomain.AttackStart, restart - 1), indices, attack.StartRegion);
        var result = attack.Run(network, pixels, labels, start);
        RequireFinite(result.BestLosses, "attacked");

        // The attack's word is not taken for it: its images are classified again, and only a repeated mistake inside the set counts.
        using var _ = no_grad();
        var norms = attack.Set.Distance(result.Adversarial, pixels);
        RequireInside(attack.Set, result.Adversarial, norms);
        var classes = network.Logits(result.Adversarial).argmax(1);
        var broken = result.Broken.logical_and(classes.not_equal(labels));
        var isBroken = broken.cpu().data<bool>().ToArray();
        for (var row = 0; row < indices.Length; row++)
            brokenAt[indices[row]] = isBroken[row] ? restart : 0;
        // The first attack that breaks an image shows it.
        Keep(indices, result.Adversarial, classes.cpu().data<long>().ToArray(), index => kept[index].Prediction == images.Label(index));
        return norms.mul(broken).max().item<float>();
    }

    private void Keep(int[] indices, Tensor pixels, long[] classes, Func<int, bool> isWanted)
    {
        for (var row = 0; row < indices.Length; row++)
            if (options.KeepImages.Contains(indices[row]) && isWanted(indices[row]))
                kept[indices[row]] = new([.. pixels[row].cpu().contiguous().data<float>()], (int)classes[row]);
    }

    private static int[] Survivors(int[] candidates, IReadOnlyList<int> brokenAt) => [.. candidates.Where(index => brokenAt[index] == 0)];

    private static void RequireFinite(Tensor values, string kind)
    {
        if (!values.isfinite().all().item<bool>())
            throw new RrmException($"The network's answers to {kind} images are not finite numbers, so nothing can be said of its accuracy. Check the checkpoint's weights and normalization.");
    }

    private void RequireInside(PerturbationSet set, Tensor adversarial, Tensor norms)
    {
        var isInside = (norms <= set.Eps + set.Rounding(images.Shape)).all().item<bool>() && (adversarial >= 0).logical_and(adversarial <= 1).all().item<bool>();
        if (!isInside)
            throw new InvalidOperationException($"An attack left its perturbation set: {set.Norm} norm {norms.max().item<float>()}, allowed {set.Eps}.");
    }

    private void Report(IAttack attack, int restart, int survivors, int leftOfRestart, int candidates, IAttack[] later)
    {
        double Cost(IAttack one) => one.Steps + 1;
        var left = Cost(attack) * (leftOfRestart + (double)survivors * (options.Restarts - restart))
            + later.Sum(Cost) * options.Restarts * (options.OnlyWorstCase ? survivors : candidates);
        var (fraction, remaining) = meter.Estimate(left);
        Progress(new(attack.Name, restart, options.Restarts, survivors, images.Count, fraction, remaining));
    }
}
