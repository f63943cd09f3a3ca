using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;
using static TorchSharp.torch;

namespace Rrm.Bench;

/// <summary>
/// A student in the real training loop (data, views, teacher, method, optimizer, totals), run for a stretch of steps at a time.
/// The teacher belongs to the caller.
/// </summary>
internal sealed class StudentLoop : IDisposable
{
    private const int BatchSize = 128;

    // One more than is ever measured: the stream of batches must go on behind the last measured step, as it does in training.
    private const int Epochs = 3;

    private readonly int steps;
    private readonly int settling;
    private readonly Network network;
    private readonly Sgd optimizer;
    private readonly TrainingMethod training;
    private readonly TrainingLoop loop;

    /// <param name="architecture">The student.</param>
    /// <param name="method">A method's name.</param>
    /// <param name="teacher">Who teaches.</param>
    /// <param name="precision">Of the student.</param>
    /// <param name="steps">Steps in one stretch.</param>
    /// <param name="settle">Whether as many steps run unmeasured before each stretch, until as many answers are in flight as in a long run.</param>
    /// <param name="augmentation">Which views; crop and flip unless told.</param>
    public StudentLoop(string architecture, string method, ITeacher teacher, Precision precision, int steps, bool settle = false, Augmentation? augmentation = null)
    {
        (this.steps, settling) = (steps, settle ? 1 : 0);
        var options = new TrainingOptions
        {
            Method = method, Architecture = architecture, Dataset = "noise", Seed = 0, Epochs = Epochs, BatchSize = BatchSize,
            LearningRate = 0.01, MonitorImages = 1, Precision = precision,
            ThreatModel = MethodCatalog.Find(method).Attacks ? new(Norm.Linf, 8 / 255.0) : null,
        };
        network = Network.Create(ArchitectureCatalog.Create(architecture, Noise.Classes), Normalization.Cifar10, options.Seed, CPU);
        optimizer = new Sgd(network.Parameters, options.WeightDecay);
        var plan = new BatchPlan(Noise.Images(steps * BatchSize, "train"), BatchSize, options.Seed, augmentation ?? Augmentation.CropFlip, shuffle: true);
        training = MethodCatalog.Create(options);
        loop = new TrainingLoop(options, network, training, teacher, plan, Noise.Images(1, "test"), _ => { });
    }

    /// <summary>Trains for a stretch and returns what a step took.</summary>
    public StepTime Run()
    {
        using var stop = new CancellationTokenSource();
        EpochMetrics? measured = null;
        try
        {
            loop.Run(TrainingState.Start, optimizer, state =>
            {
                if (state.Epoch <= settling)
                    return;
                measured = state.History[^1];
                stop.Cancel();
            }, stop.Token);
        }
        catch (OperationCanceledException) when (measured is not null)
        {
        }
        return new(measured!.Seconds / steps, measured.TeacherWaitSeconds / measured.Seconds);
    }

    public void Dispose()
    {
        optimizer.Dispose();
        training.Dispose();
        network.Dispose();
    }
}
