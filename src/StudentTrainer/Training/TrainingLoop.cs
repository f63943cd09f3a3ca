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
    private readonly Schedule schedule = Schedule.Of(options, (long)plan.BatchesPerEpoch * method.UpdatesPerBatch);
    private readonly LossWatch watch = new();
    private (int Times, double Seconds) takenBack; // Of the epoch at hand.

    /// <summary>All training images, those included that the method holds out of the plan.</summary>
    public ImageSet AllImages { get; init; } = plan.Images;

    /// <summary>Told what a user should know once.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Trains from a state to the end. <paramref name="save"/> is called after each epoch with the state to go on from.</summary>
    public TrainingState Run(TrainingState state, Sgd optimizer, Action<TrainingState> save, CancellationToken cancellation)
    {
        network.Precision = options.Precision;
        while (state.Epoch < options.Epochs)
            state = Follow(state, optimizer, save, cancellation);
        return state;
    }

    // One stream of batches: to the end, or to an epoch that is taken back, behind which the stream must begin anew.
    private TrainingState Follow(TrainingState state, Sgd optimizer, Action<TrainingState> save, CancellationToken cancellation)
    {
        using var lessons = teacher.Follow(Prefetch.Ahead(plan.From(state.Epoch, options.Epochs), PrefetchedBatches)).GetEnumerator();
        while (state.Epoch < options.Epochs)
        {
            var before = method.MayTurnBack ? new Snapshot(network, optimizer, method) : null;
            var metrics = Epoch(state.Epoch, lessons, optimizer, cancellation);
            var looking = Stopwatch.StartNew();
            if (method.Review(network, AllImages, (state.Epoch + 1.0) / options.Epochs) is { } setback)
            {
                before!.Restore();
                setback.Retreat();
                Notice($"Epoch {state.Epoch + 1} is taken back. {setback.Reason}");
                takenBack = (takenBack.Times + 1, takenBack.Seconds + metrics.Seconds + looking.Elapsed.TotalSeconds);
                return state;
            }
            metrics = metrics with
            {
                TestAccuracy = Accuracy.Of(network, test, options.MonitorImages, options.Precision, cancellation),
                EvaluationSeconds = looking.Elapsed.TotalSeconds,
                Rollbacks = takenBack.Times,
                DiscardedSeconds = takenBack.Seconds,
            };
            takenBack = default;
            state = new TrainingState(state.Epoch + 1, [.. state.History, metrics]);
            save(state);
            progress(new(state.Epoch, options.Epochs, plan.BatchesPerEpoch, plan.BatchesPerEpoch, metrics.Loss, metrics.LearningRate, TimeSpan.Zero, metrics));
        }
        return state;
    }

    private EpochMetrics Epoch(int epoch, IEnumerator<Lesson> lessons, Sgd optimizer, CancellationToken cancellation)
    {
        using var totals = new EpochTotals(network.Device);
        var (clock, waitedBefore, shown) = (Stopwatch.StartNew(), teacher.Waited, TimeSpan.Zero);
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
            {
                var update = epoch * updatesPerEpoch + (long)number * method.UpdatesPerBatch + replay;
                Update(update, new(network, lesson.Batch, images, labels, lesson.Representation, (double)update / schedule.Updates) { TeacherLogits = lesson.Logits, Replay = replay }, optimizer, totals);
            }

            if (clock.Elapsed - shown > ProgressInterval || !watch.HasBegun)
            {
                shown = clock.Elapsed;
                watch.See(totals.Loss, epoch);
                progress(At(epoch, number, clock.Elapsed, totals.Loss));
            }
        }
        watch.See(network.IsFinite() ? totals.Loss : double.NaN, epoch); // The last update is in no loss yet.
        var seconds = clock.Elapsed.TotalSeconds;
        return new(epoch + 1, totals.Loss, totals.Accuracy, TestAccuracy: 0, schedule.At((epoch + 1) * updatesPerEpoch - 1).LearningRate,
            seconds, (teacher.Waited - waitedBefore).TotalSeconds, totals.Images / seconds) { SkippedUpdates = totals.Skipped };
    }

    private void Update(long update, TrainingStep step, Sgd optimizer, EpochTotals totals)
    {
        using var scope = NewDisposeScope();
        SeedDropout(update);
        optimizer.ClearGradients();
        var result = method.Loss(step);
        if (!optimizer.Backward(result.Loss))
        {
            totals.Skip();
            return;
        }
        result.BeforeUpdate?.Invoke();
        var (learningRate, momentum) = schedule.At(update);
        optimizer.Step(learningRate, momentum);
        totals.Add(result.Loss, result.Logits, step.Labels);
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
            elapsed * ((options.Epochs - epoch - done) / done), null) { Teacher = teacher.State };
    }
}
