using System.Diagnostics;
using Rrm.Images;
using Rrm.Randomness;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Teachers;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Training;

/// <summary>
/// The one loop of all methods. It owns order, schedule, updates and what is written after each epoch; the method turns a batch into a loss,
/// the teacher joins its answers to the batches. Synchronous, on one thread.
/// </summary>
internal sealed class TrainingLoop(TrainingOptions options, Network network, TrainingMethod method, ITeacher teacher, BatchPlan plan, ImageSet test, Action<TrainingProgress> progress)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);
    private const int PrefetchedBatches = 2;

    private readonly long updatesPerEpoch = (long)plan.BatchesPerEpoch * method.UpdatesPerBatch;
    private readonly Schedule schedule = new(
        options.Schedule, options.LearningRate, options.Momentum,
        [.. options.Milestones.Select(epoch => (long)epoch * plan.BatchesPerEpoch * method.UpdatesPerBatch)],
        (long)options.Epochs * plan.BatchesPerEpoch * method.UpdatesPerBatch);

    /// <summary>Trains from a state to the end. <paramref name="save"/> is called after each epoch with the state to go on from.</summary>
    public TrainingState Run(TrainingState state, Sgd optimizer, Action<TrainingState> save, CancellationToken cancellation)
    {
        network.Precision = options.Precision;
        using var lessons = teacher.Follow(Prefetch.Ahead(plan.From(state.Epoch, options.Epochs), PrefetchedBatches)).GetEnumerator();
        while (state.Epoch < options.Epochs)
        {
            var metrics = Epoch(state.Epoch, lessons, optimizer, cancellation);
            state = new TrainingState(state.Epoch + 1, [.. state.History, metrics]);
            save(state);
            progress(new(state.Epoch, options.Epochs, plan.BatchesPerEpoch, plan.BatchesPerEpoch, metrics.Loss, metrics.LearningRate, TimeSpan.Zero, metrics));
        }
        return state;
    }

    private EpochMetrics Epoch(int epoch, IEnumerator<Lesson> lessons, Sgd optimizer, CancellationToken cancellation)
    {
        using var totals = new EpochTotals(network.Device);
        var (watch, waitedBefore, shown) = (Stopwatch.StartNew(), teacher.Waited, TimeSpan.Zero);
        network.IsTraining = true;
        for (var number = 0; number < plan.BatchesPerEpoch; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            if (!lessons.MoveNext())
                throw new InvalidOperationException("The stream of batches ended before the epoch.");
            using var lesson = lessons.Current;
            var (images, labels) = (lesson.Batch.ToPixels(network.Device), lesson.Batch.ToLabels(network.Device));
            for (var replay = 0; replay < method.UpdatesPerBatch; replay++)
                Update(epoch * updatesPerEpoch + (long)number * method.UpdatesPerBatch + replay, lesson, images, labels, optimizer, totals);

            if (watch.Elapsed - shown > ProgressInterval)
            {
                shown = watch.Elapsed;
                progress(At(epoch, number, watch.Elapsed, totals.Loss));
            }
        }
        var seconds = watch.Elapsed.TotalSeconds;
        if (!double.IsFinite(totals.Loss))
            throw new RrmException($"Training diverged in epoch {epoch + 1}: the loss is {totals.Loss}. {(epoch > 0 ? $"The checkpoint of epoch {epoch} is kept; train" : "Train")} anew with a smaller --lr.");
        return new(epoch + 1, totals.Loss, totals.Accuracy, Accuracy.Of(network, test, options.MonitorImages, options.Precision, cancellation),
            schedule.At((epoch + 1) * updatesPerEpoch - 1).LearningRate, seconds, (teacher.Waited - waitedBefore).TotalSeconds, totals.Images / seconds);
    }

    private void Update(long update, Lesson lesson, Tensor images, Tensor labels, Sgd optimizer, EpochTotals totals)
    {
        using var scope = NewDisposeScope();
        SeedDropout(update);
        optimizer.ClearGradients();
        var (loss, logits) = method.Loss(new(network, lesson.Batch, images, labels, lesson.Representation, (double)update / schedule.Updates) { TeacherLogits = lesson.Logits });
        loss.backward();
        var (learningRate, momentum) = schedule.At(update);
        optimizer.Step(learningRate, momentum);
        totals.Add(loss, logits, labels);
    }

    // Seeded per update, dropout needs no state in the checkpoint.
    private void SeedDropout(long update)
    {
        var random = new KeyedRandom(options.Seed, RandomDomain.Dropout, (int)(update >> 32), (int)update);
        network.SeedDropout(random.NextUInt32());
    }

    private TrainingProgress At(int epoch, int number, TimeSpan elapsed, double loss)
    {
        var done = (number + 1.0) / plan.BatchesPerEpoch;
        return new(epoch, options.Epochs, number + 1, plan.BatchesPerEpoch, loss, schedule.At(epoch * updatesPerEpoch + number * method.UpdatesPerBatch).LearningRate,
            elapsed * ((options.Epochs - epoch - done) / done), null);
    }
}
