using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Teachers;
using TorchSharp;
using TorchSharp.Modules;

namespace Rrm.StudentTrainer.Training;

/// <summary>One run from options to result: puts data, network, method and teacher together, and keeps the run folder.</summary>
internal sealed class TrainingRun(TrainingOptions options, Dataset data, ITeacher teacher, ComputeDevice device, string path, bool resume)
{
    /// <summary>Told how the run stands, about once a second and after each epoch.</summary>
    public Action<TrainingProgress> Progress { get; init; } = _ => { };

    /// <summary>Told what a user should know once.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Trains, or goes on training, to the end. Cancelling leaves a run that can be resumed.</summary>
    public RunResult Execute(CancellationToken cancellation)
    {
        using var method = MethodCatalog.Create(options);
        using (Autocast.Enable(device.Device.type, options.Precision))
        {
            // Tells at once where the precision cannot be had.
        }
        if (options.Precision == Precision.Float16 && device.Device.type == DeviceType.CPU)
            Notice("fp16 on a CPU is many times slower than fp32. Use bf16 or fp32 here.");
        using var network = Network.Create(StudentArchitecture(method), NormalizationOf(options), options.Seed, device.Device);
        network.Temperature = method.NetworkTemperature ?? options.Temperature;
        using var optimizer = new Sgd(network.Parameters, options.WeightDecay, options.Precision);
        // Only now: what cannot be trained leaves no folder behind.
        using var folder = RunFolder.Open(path, options, resume);
        var state = Restore(folder, network, optimizer, method);
        folder.RewriteMetrics(state.History);
        if (state.Epoch == options.Epochs && folder.ReadResult() is { } finished)
            return finished;

        var events = torch.utils.tensorboard.SummaryWriter(folder.Path, createRunName: false);
        var trained = data.Train.Take(data.Train.Count - method.HeldOut(data.Train.Count));
        var plan = new BatchPlan(trained, options.BatchSize, options.ViewSeed ?? options.Seed, Augmentation.Find(options.Augmentation), shuffle: true);
        var loop = new TrainingLoop(options, network, method, teacher, plan, data.Test, Progress) { AllImages = data.Train, Notice = Notice };
        state = loop.Run(state, optimizer, next => Save(folder, next, network, method, optimizer, events), cancellation);

        var result = Summarize(state, network, trained.Count, method.UpdatesPerBatch, cancellation);
        folder.WriteResult(result);
        return result;
    }

    private Architecture StudentArchitecture(TrainingMethod method)
    {
        var architecture = ArchitectureFile.Resolve(options.Architecture, data.Train.ClassNames.Count, data.Train.Shape);
        if (options.RepresentationWidth is { } own)
            architecture = Adapt(architecture, own, $"{own} are asked for");
        if (teacher.Identity is not { } identity)
            return architecture;
        if (identity.Input != architecture.Input)
            throw new RrmException($"Teacher '{identity.Name}' takes images of {identity.Input}; the data has {architecture.Input}. Use the teacher's data.");
        if (method.TeacherTemperature is { } temperature && identity.Temperature is { } other && other != temperature)
            throw new RrmException(
                $"{options.Method} in its {options.KdVariant.ToString().ToLowerInvariant()} variant compares with logits that their network divided by {temperature}, and teacher '{identity.Name}' divides by {other}. "
                + $"Train the teacher with --temperature {temperature}{(other == 1 ? ", or give --kd-variant textbook" : $", or give --kd-variant paper --kd-temperature {other}")}.");
        var needs = MethodCatalog.Find(options.Method).Needs;
        if (needs.HasFlag(TeacherOutputs.Logits))
            ClassAgreement.Require(identity.ClassNames, data.Train.ClassNames, data.Name);
        return needs.HasFlag(TeacherOutputs.Representation)
            ? Adapt(architecture, identity.RepresentationWidth, $"the teacher by {identity.RepresentationWidth}")
            : architecture;
    }

    private Architecture Adapt(Architecture architecture, int width, string reason)
    {
        var adapted = architecture.WithRepresentationWidth(width);
        if (!ReferenceEquals(adapted, architecture))
            Notice($"{architecture.Name} represents images by {architecture.RepresentationWidth} values, {reason}: a linear layer is added after its penultimate one.");
        return adapted;
    }

    private TrainingState Restore(RunFolder folder, Network network, Sgd optimizer, TrainingMethod method)
    {
        if (!folder.HasCheckpoint)
            return TrainingState.Start;
        var checkpoint = Checkpoint.Read(folder.CheckpointPath);
        if (!checkpoint.Architecture.Describes(network.Architecture))
            throw new RrmException($"'{folder.Path}' was trained as another network than '{options.Architecture}' describes now. Put the description back, or give another --out.");
        network.Restore(checkpoint);
        var state = TrainingState.Read(AtomicFolder.Current(folder.CheckpointPath), network, optimizer, method);
        Notice($"Resuming after epoch {state.Epoch} of {options.Epochs}.");
        return state;
    }

    private void Save(RunFolder folder, TrainingState state, Network network, TrainingMethod method, Sgd optimizer, SummaryWriter events)
    {
        try
        {
            AtomicFolder.Replace(folder.CheckpointPath, path =>
            {
                new Checkpoint(Describe(state, network, method), network.Architecture, network.Export()).WriteInto(path);
                state.WriteInto(path, optimizer, method);
            });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RrmException($"The checkpoint of epoch {state.Epoch} could not be written: {problem.Message} The one before is untouched. Make room, then continue with --resume.", problem);
        }
        var metrics = state.History[^1];
        folder.AppendMetrics(metrics);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        events.add_scalar("train/loss", (float)metrics.Loss, metrics.Epoch, now);
        events.add_scalar("train/accuracy", (float)metrics.TrainAccuracy, metrics.Epoch, now);
        events.add_scalar("test/accuracy", (float)metrics.TestAccuracy, metrics.Epoch, now);
        events.add_scalar("train/learning_rate", (float)metrics.LearningRate, metrics.Epoch, now);
        events.add_scalar("time/epoch_seconds", (float)metrics.Seconds, metrics.Epoch, now);
        events.add_scalar("time/evaluation_seconds", (float)metrics.EvaluationSeconds, metrics.Epoch, now);
        events.add_scalar("time/teacher_wait_seconds", (float)metrics.TeacherWaitSeconds, metrics.Epoch, now);
    }

    private ModelManifest Describe(TrainingState state, Network network, TrainingMethod method) => ModelManifest.Of(
        network.Architecture, data.Train.ClassNames, network.Normalization,
        method.ThreatModel,
        new Provenance(options.Method, null, options.Seed, state.Epoch, options.Dataset, teacher.Identity?.Sha256 ?? options.TeacherSha256, LibraryVersions.All, LibraryVersions.Commit)) with { Temperature = network.Temperature };

    private RunResult Summarize(TrainingState state, Network network, int images, int updatesPerBatch, CancellationToken cancellation)
    {
        var seconds = state.History.Sum(epoch => epoch.Seconds);
        return new()
        {
            Method = options.Method,
            Architecture = network.Architecture.Name,
            Dataset = options.Dataset,
            Seed = options.Seed,
            Epochs = state.Epoch,
            BatchSize = options.BatchSize,
            Teacher = teacher.Identity is { } identity ? new(identity.Name, identity.Sha256, identity.Endpoint) : null,
            NaturalAccuracy = Accuracy.Of(network, data.Test, cancellation: cancellation),
            EpochSeconds = EpochSeconds.Of([.. state.History.Select(epoch => epoch.Seconds)]),
            TotalSeconds = seconds,
            UpdatesPerBatch = updatesPerBatch,
            EvaluationSeconds = state.History.Sum(epoch => epoch.EvaluationSeconds),
            Rollbacks = state.History.Sum(epoch => epoch.Rollbacks),
            DiscardedSeconds = state.History.Sum(epoch => epoch.DiscardedSeconds),
            SkippedUpdates = state.History.Sum(epoch => epoch.SkippedUpdates),
            TeacherWaitSeconds = state.History.Sum(epoch => epoch.TeacherWaitSeconds),
            ImagesPerSecond = (double)state.Epoch * images * updatesPerBatch / seconds,
            Precision = options.Precision,
            Machine = Machine.Here(device.ToString()),
            Versions = LibraryVersions.All,
        };
    }

    private static Normalization NormalizationOf(TrainingOptions options) =>
        options.Normalization is { } name ? Normalization.Find(name)! : Normalization.DefaultOf(options.Dataset);
}
