using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Training;

/// <summary>Single-step training that collapses within a second: an epsilon just below half of what tells the classes apart, and a network free to bend between.</summary>
public sealed class CollapseTests : IDisposable
{
    private const byte Signal = 64;
    private const int Trained = 256, Probe = 28; // A tenth of both is held out for the guard.
    private static readonly ThreatModel threat = new(Norm.Linf, 31 / 255.0), judged = new(Norm.Linf, 29 / 255.0);
    private readonly List<string> notices = [];
    private readonly int threads = torch.get_num_threads();

    // For so small a network, waiting for a second thread takes longer than its work.
    public CollapseTests() => torch.set_num_threads(1);

    public void Dispose() => torch.set_num_threads(threads);

    [Fact]
    public void Without_the_guard_training_collapses_and_with_it_the_run_is_rescued()
    {
        using var folder = new TemporaryFolder();

        var lost = Execute(folder, "lost", Options(folder) with { Guard = false }, images: Trained);
        Assert.Equal(0, lost.Rollbacks);
        Assert.Empty(notices);
        var rescued = Execute(folder, "rescued", Options(folder));

        var (without, with) = (UnderPgd(folder["lost"]), UnderPgd(folder["rescued"]));
        Assert.True(without.UnderOwnAttack > 0.8 && without.UnderPgd < 0.4, $"without the guard: {without}");
        Assert.True(with.UnderPgd > 0.6, $"with the guard: {with}");
        Assert.InRange(rescued.Rollbacks, 1, 3);
        Assert.True(rescued.DiscardedSeconds > 0);
        Assert.Equal(rescued.Rollbacks, notices.Count(notice => notice.Contains("is taken back")));
        Assert.Equal(rescued.Rollbacks, RunFolder.ReadMetrics(folder["rescued"]).Sum(metrics => metrics.Rollbacks));
    }

    [Fact]
    public void A_run_killed_around_its_rollbacks_ends_bit_equal_to_an_undisturbed_one()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder);
        var undisturbed = Execute(folder, "undisturbed", options);
        var first = RunFolder.ReadMetrics(folder["undisturbed"]).First(metrics => metrics.Rollbacks > 0).Epoch;

        // Just before the epoch that is taken back, and just after it.
        Assert.Throws<OperationCanceledException>(() => Execute(folder, "killed", options, stopAfterEpoch: first - 1));
        Assert.Throws<OperationCanceledException>(() => Execute(folder, "killed", options, stopAfterEpoch: first, resume: true));
        var resumed = Execute(folder, "killed", options, resume: true);

        Assert.Equal(undisturbed.Rollbacks, resumed.Rollbacks);
        foreach (var file in (string[])["model.safetensors", "training-state.safetensors"])
            Assert.Equal(File.ReadAllBytes(folder[$"undisturbed/checkpoint/{file}"]), File.ReadAllBytes(folder[$"killed/checkpoint/{file}"]));
    }

    [Fact]
    public void A_guard_that_sees_nothing_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder) with { Epochs = 4, ThreatModel = new(Norm.Linf, 8 / 255.0) };
        Execute(folder, "watched", options);
        Execute(folder, "alone", options with { Guard = false }, images: Trained);
        Assert.Equal(File.ReadAllBytes(folder["alone/checkpoint/model.safetensors"]), File.ReadAllBytes(folder["watched/checkpoint/model.safetensors"]));
    }

    [Theory]
    [InlineData(0.9, 0.05, 0.45, true)] // As Wong et al. describe it.
    [InlineData(0.9, 0.3, 0.45, false)] // A weak attack, but PGD does not break it all.
    [InlineData(0.12, 0.02, 0.1, false)] // Has not learned yet.
    [InlineData(0.3, 0.05, 0.04, false)] // Never was better.
    public void Collapse_is_a_fall_that_the_own_attack_does_not_see(double own, double pgd, double best, bool collapsed) =>
        Assert.Equal(collapsed, new GuardReading(own, pgd).HasCollapsedFrom(best));

    private static TrainingOptions Options(TemporaryFolder folder)
    {
        AtomicFile.WriteJson(folder["bending.json"], new Architecture("bending", TestData.Shape,
            [
                new Convolution("conv1", 16, 3, Padding: 1, Bias: false), new BatchNorm("norm1"), new ReLU(),
                new Convolution("conv2", 16, 3, Padding: 1, Bias: false), new BatchNorm("norm2"), new ReLU(),
                new MaxPool(2, 2), new Flatten(), new Linear("hidden", 64), new ReLU(),
            ],
            [new Linear("classifier", 4)]));
        return new()
        {
            Method = "fgsm-rs", Architecture = folder["bending.json"], Dataset = "faint", Seed = 1, Epochs = 24, BatchSize = 64, Augmentation = "none",
            LearningRate = 0.02, ThreatModel = threat, EpsWarmup = 0.8, AttackBatchNorm = BatchNormMode.Eval, MonitorImages = 32,
        };
    }

    private RunResult Execute(TemporaryFolder folder, string run, TrainingOptions options, bool resume = false, int? stopAfterEpoch = null, int images = Trained + Probe)
    {
        using var stop = new CancellationTokenSource();
        return new TrainingRun(options, new("faint", Images("train", images), Images("test", 64)), new NoTeacher(), ComputeDevice.Choose("cpu"), folder[run], resume)
        {
            Notice = notices.Add,
            Progress = progress =>
            {
                if (progress.FinishedEpoch is not null && progress.Epoch == stopAfterEpoch)
                    stop.Cancel();
            },
        }.Execute(stop.Token);
    }

    private static GuardReading UnderPgd(string run)
    {
        using var network = Network.Load(Checkpoint.Read(run), torch.CPU);
        return new CollapseGuard(seed: 9).Look(network, Images("train", Trained), Trained, new(judged, 1, 1.25, BatchNormMode.Eval), share: 1);
    }

    /// <summary>One quadrant a little brighter by class, on a plain ground of any colour with hardly any noise.</summary>
    private static ImageSet Images(string split, int count) => new("faint", split, TestData.Shape, ["upper left", "upper right", "lower left", "lower right"], count, (index, row) =>
    {
        var (random, label) = (new Random(index * 2 + split.Length), index % 4);
        int[] ground = [random.Next(60), random.Next(60), random.Next(60)];
        for (var value = 0; value < row.Length; value++)
        {
            var quadrant = (value / 32 % 2 * 2) + (value / 4 % 2);
            row[value] = (byte)(ground[value / 64] + random.Next(8) + (quadrant == label ? Signal : 0));
        }
        return label;
    });
}
