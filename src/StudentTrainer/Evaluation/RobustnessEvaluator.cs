using System.Diagnostics;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>
/// Measures clean and robust accuracy, image by image. Restarts go to survivors only, gathered over the whole set into full batches;
/// starts are keyed by (seed, restart, image), so neither the batch size nor the order of the images decides a verdict. An attack that
/// couples images (<see cref="IAttack.CoupledImages"/>) gets its batches as they lie in the set instead, with all restarts of one before the next.
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

    /// <summary>Recalls the pieces that were finished before, and keeps new ones. Pixels are not among them, so no images can be kept for a report.</summary>
    internal EvaluationJournal? Journal { get; init; }

    /// <summary>Classifies the clean images, then attacks those that are classified rightly.</summary>
    /// <exception cref="RrmException">The network's answers are not finite.</exception>
    public EvaluationOutcome Evaluate(IReadOnlyList<IAttack> attacks, CancellationToken cancellation = default)
    {
        if (Journal is not null && options.KeepImages.Count > 0)
            throw new InvalidOperationException("A journal holds no pixels: keep images in an evaluation without one.");
        using var frozen = network.Freeze();
        (meter, var predictions) = (new(), Classify(cancellation));
        int[] right = [.. Enumerable.Range(0, images.Count).Where(index => predictions[index] == images.Label(index))];
        var (candidates, outcomes) = (right, new List<AttackOutcome>());
        for (var position = 0; position < attacks.Count; position++)
        {
            // Images that decide together must all be there, whatever broke some of them before.
            var attacked = attacks[position].CoupledImages is null ? candidates : right;
            var outcome = Attack(attacks, position, attacked, cancellation);
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
        var predictions = new int[images.Count];
        foreach (var indices in Enumerable.Range(0, images.Count).Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            var unit = RecallOr(0, 0, indices, passes: 1, () => (ClassifyBatch(indices), 0));
            for (var row = 0; row < indices.Length; row++)
                predictions[indices[row]] = unit.Found[row];
        }
        return predictions;
    }

    private int[] ClassifyBatch(int[] indices)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var batch = new ImageBatch(images, indices, Augmentation.None);
        var pixels = batch.ToPixels(network.Device);
        var logits = network.Logits(pixels);
        RequireFinite(logits, "clean");
        var classes = logits.argmax(1).cpu().data<long>().ToArray();
        Keep(indices, pixels, classes, _ => true);
        return [.. classes.Select(label => (int)label)];
    }

    private AttackOutcome Attack(IReadOnlyList<IAttack> attacks, int position, int[] candidates, CancellationToken cancellation)
    {
        var attack = attacks[position];
        var (brokenAt, largestNorm) = (new int[images.Count], 0.0);
        int[][] groups = attack.CoupledImages is { } coupled ? [.. candidates.GroupBy(index => index / coupled).Select(group => group.ToArray())] : [candidates];
        var later = candidates.Length; // images of the groups to come
        foreach (var group in groups)
        {
            later -= group.Length;
            for (var restart = 1; restart <= options.Restarts; restart++)
            {
                var survivors = Survivors(group, brokenAt);
                var attacked = 0;
                foreach (var indices in survivors.Chunk(attack.CoupledImages ?? options.BatchSize))
                {
                    cancellation.ThrowIfCancellationRequested();
                    var unit = RecallOr(position + 1, restart, indices, attack.Steps + 1, () => AttackBatch(attack, indices, restart));
                    foreach (var index in unit.Found)
                        brokenAt[index] = restart;
                    (largestNorm, attacked) = (Math.Max(largestNorm, unit.LargestNorm), attacked + indices.Length);
                    var left = survivors.Length - attacked + (double)Survivors(group, brokenAt).Length * (options.Restarts - restart) + (double)later * options.Restarts;
                    Report(attacks, position, restart, Survivors(candidates, brokenAt).Length, candidates.Length, left);
                }
            }
        }
        return new(attack, brokenAt, largestNorm);
    }

    /// <summary>A piece of the evaluation: from the journal, or worked out now.</summary>
    private EvaluationUnit RecallOr(int attack, int restart, int[] indices, int passes, Func<(int[] Found, double LargestNorm)> work)
    {
        if (Journal?.Recall(attack, restart, indices) is { } known)
        {
            meter.Recall((double)indices.Length * passes);
            return known;
        }
        var started = Stopwatch.GetTimestamp();
        var (found, largestNorm) = work();
        meter.Add((double)indices.Length * passes);
        var unit = new EvaluationUnit(attack, restart, indices[0], indices.Length, found, largestNorm, Stopwatch.GetElapsedTime(started).TotalSeconds);
        Journal?.Add(unit);
        return unit;
    }

    /// <summary>Attacks some images: those that broke, and the longest perturbation among them.</summary>
    private (int[] Broken, double LargestNorm) AttackBatch(IAttack attack, int[] indices, int restart)
    {
        using var scope = NewDisposeScope();
        using var batch = new ImageBatch(images, indices, Augmentation.None);
        var (pixels, labels) = (batch.ToPixels(network.Device), batch.ToLabels(network.Device));
        var result = attack.Run(network, pixels, labels, attack.Start(pixels, indices, options.Seed, restart));
        RequireFinite(result.BestLosses, "attacked");

        // The attack's word is not taken for it: its images are classified again, and only a repeated mistake inside the set counts.
        using var _ = no_grad();
        var norms = attack.Set.Distance(result.Adversarial, pixels);
        RequireInside(attack.Set, result.Adversarial, norms);
        var classes = network.Logits(result.Adversarial).argmax(1);
        var broken = result.Broken.logical_and(classes.not_equal(labels));
        // The first attack that breaks an image shows it.
        Keep(indices, result.Adversarial, classes.cpu().data<long>().ToArray(), index => kept[index].Prediction == images.Label(index));
        var isBroken = broken.cpu().data<bool>().ToArray();
        return ([.. indices.Where((_, row) => isBroken[row])], norms.mul(broken).max().item<float>());
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
        var isInside = norms.Le(set.Eps + set.Rounding(images.Shape)).all().item<bool>() && adversarial.Ge(0).logical_and(adversarial.Le(1)).all().item<bool>();
        if (!isInside)
            throw new InvalidOperationException($"An attack left its perturbation set: {set.Norm} norm {norms.max().item<float>()}, allowed {set.Eps}.");
    }

    private void Report(IReadOnlyList<IAttack> attacks, int position, int restart, int survivors, int candidates, double leftOfAttack)
    {
        static double Cost(IAttack one) => one.Steps + 1;
        var later = attacks.Skip(position + 1).Sum(Cost) * options.Restarts * (options.OnlyWorstCase ? survivors : candidates);
        var (fraction, remaining) = meter.Estimate(Cost(attacks[position]) * leftOfAttack + later);
        Progress(new(attacks[position].Name, restart, options.Restarts, survivors, images.Count, fraction, remaining));
    }
}
