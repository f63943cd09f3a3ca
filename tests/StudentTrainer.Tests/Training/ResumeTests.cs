using System.Text.Json;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.RobustData;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Tests.RobustData;
using Rrm.StudentTrainer.Training;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Training;

public sealed class ResumeTests
{
    public static TheoryData<string, Precision> Cases => new()
    {
        { "natural", Precision.Float32 },
        { "natural", Precision.BFloat16 },
        { "sat", Precision.Float32 },
        { "fast-at", Precision.Float32 },
        { "fgsm-rs", Precision.Float32 },
        { "free-at", Precision.Float32 },
        { "natural", Precision.Float16 },
        { "rrm", Precision.Float32 },
        { "kd", Precision.Float32 },
        { "rdt", Precision.Float32 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_killed_run_ends_bit_equal_to_an_undisturbed_one(string method, Precision precision)
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder, method) with { Precision = precision };
        Execute(folder, "undisturbed", options);

        // Stopped in the middle of the third epoch, then once more right after the next checkpoint.
        Assert.Throws<OperationCanceledException>(() => Execute(folder, "killed", options, stopAfterEpoch: 2));
        Assert.Throws<OperationCanceledException>(() => Execute(folder, "killed", options, resume: true, stopAfterEpoch: 3));
        Execute(folder, "killed", options, resume: true);

        foreach (var file in (string[])["model.safetensors", "training-state.safetensors", "model.json"])
            Assert.Equal(File.ReadAllBytes(folder[$"undisturbed/checkpoint/{file}"]), File.ReadAllBytes(folder[$"killed/checkpoint/{file}"]));
        Assert.Equal(Metrics(folder["undisturbed"]), Metrics(folder["killed"]));
        Assert.Equal(4, Metrics(folder["killed"]).Count);
    }

    [Fact]
    public void What_other_threads_draw_from_libtorch_does_not_touch_a_run()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder, "natural") with { Epochs = 2 };
        Execute(folder, "alone", options);
        using var end = new CancellationTokenSource();
        var other = new Thread(() =>
        {
            while (!end.IsCancellationRequested)
            {
                using var drawn = torch.rand(8);
            }
        });
        other.Start();
        Execute(folder, "beside", options);
        end.Cancel();
        other.Join();
        Assert.Equal(File.ReadAllBytes(folder["alone/checkpoint/model.safetensors"]), File.ReadAllBytes(folder["beside/checkpoint/model.safetensors"]));
    }

    [Fact]
    public void A_run_that_cannot_begin_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder, "natural") with { Architecture = "vgg-smal" };
        Assert.Throws<RrmException>(() => Execute(folder, "run", options));
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Another_seed_gives_another_network()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder, "natural");
        Execute(folder, "one", options);
        Execute(folder, "two", options with { Seed = 8 });
        Assert.NotEqual(File.ReadAllBytes(folder["one/checkpoint/model.safetensors"]), File.ReadAllBytes(folder["two/checkpoint/model.safetensors"]));
    }

    [Fact]
    public void Other_options_are_refused_with_the_difference()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder, "natural");
        Execute(folder, "run", options);

        var problem = Assert.Throws<RrmException>(() => RunFolder.Open(folder["run"], options with { LearningRate = 0.5 }, resume: true));
        Assert.Contains("learning_rate 0.5 (the run has 0.05)", problem.Message);
        Assert.Contains("--resume", Assert.Throws<RrmException>(() => RunFolder.Open(folder["run"], options, resume: false)).Message);
    }

    [Fact]
    public void The_papers_distillation_refuses_a_teacher_without_the_temperature()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder, "kd") with { KdVariant = KdVariant.Paper };
        Assert.Contains(
            "paper variant compares with logits that their network divided by 30, and teacher 'teacher' divides by 1. Train the teacher with --temperature 30, or give --kd-variant textbook.",
            Assert.Throws<RrmException>(() => Execute(folder, "student", options)).Message);
        Assert.False(Directory.Exists(folder["student"]));
    }

    [Fact]
    public void A_run_that_was_ended_as_it_began_begins_anew()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(folder["run/config.json.tmp"], "{ \"met");
        using (RunFolder.Open(folder["run"], Options(folder, "natural"), resume: true))
            Assert.Contains("in use by another rrm", Assert.Throws<RrmException>(() => RunFolder.Open(folder["run"], Options(folder, "natural"), resume: true)).Message);
        Assert.Equal("natural", RunFolder.OptionsAt(folder["run"])!.Method);
    }

    [Fact]
    public void A_foreign_folder_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["home"]);
        File.WriteAllText(folder["home/thesis.txt"], "mine");
        Assert.Contains("not empty", Assert.Throws<RrmException>(() => RunFolder.Open(folder["home"], Options(folder, "natural"), resume: true)).Message);
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(folder["home"]).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("rrm")]
    [InlineData("kd")]
    public void The_teacher_is_left_bit_identical_by_a_student_run(string method)
    {
        using var folder = new TemporaryFolder();
        using var teacher = Teacher(folder);
        var before = teacher.Identity!.Sha256;
        Execute(folder, "student", Options(folder, method), teacher: teacher);
        Assert.Equal(before, ((NetworkTeacher)teacher).ParametersSha256());
    }

    [Fact]
    public void Training_keeps_no_tensors_from_step_to_step()
    {
        using var folder = new TemporaryFolder();
        var counts = new List<long>();
        Execute(folder, "run", Options(folder, "sat") with { Epochs = 5 }, seen: progress =>
        {
            if (progress.FinishedEpoch is not null)
                counts.Add(torch.Tensor.TotalCount);
        });
        Assert.Equal(counts[1], counts[4]);
    }

    private static TrainingOptions Options(TemporaryFolder folder, string method)
    {
        var architecture = folder["tiny.json"];
        AtomicFile.WriteJson(architecture, TestData.Network());
        return new()
        {
            Method = method, Architecture = architecture, Dataset = "quadrants", Seed = 7, Epochs = 4, BatchSize = 32, LearningRate = 0.05, MonitorImages = 32,
            ThreatModel = MethodCatalog.Find(method).Attacks ? new(Norm.Linf, 8 / 255.0) : null, EpsWarmup = 0.5, AttackSteps = 2, Replays = method == "free-at" ? 3 : 1,
        };
    }

    private static void Execute(
        TemporaryFolder folder, string run, TrainingOptions options, bool resume = false, int? stopAfterEpoch = null, Action<TrainingProgress>? seen = null, ITeacher? teacher = null)
    {
        using var own = teacher is null ? Teacher(folder) : null;
        using var stop = new CancellationTokenSource();
        var isTaught = MethodCatalog.Find(options.Method).Needs != TeacherOutputs.None;
        new TrainingRun(options, Data(folder, options.Method), isTaught ? teacher ?? own! : new NoTeacher(), ComputeDevice.Choose("cpu"), folder[run], resume)
        {
            Progress = progress =>
            {
                seen?.Invoke(progress);
                if (progress.FinishedEpoch is not null && progress.Epoch == stopAfterEpoch)
                    stop.Cancel();
            },
        }.Execute(stop.Token);
    }

    private static Dataset Data(TemporaryFolder folder, string method)
    {
        var natural = TestData.Quadrants(200, 64);
        if (!MethodCatalog.Find(method).LearnsFromRobustData)
            return natural;
        if (!RobustDataFolder.IsAt(folder["robust"]))
            RobustSets.Make(folder["robust"], natural.Train);
        return RobustDataFolder.Read(folder["robust"]).JoinTo(natural, CancellationToken.None);
    }

    private static NetworkTeacher Teacher(TemporaryFolder folder)
    {
        var run = folder["teacher"];
        if (!Directory.Exists(run))
        {
            var options = Options(folder, "natural") with { Epochs = 1 };
            new TrainingRun(options, TestData.Quadrants(64, 32), new NoTeacher(), ComputeDevice.Choose("cpu"), run, resume: false).Execute(CancellationToken.None);
        }
        return new(Checkpoint.Read(run), "teacher", torch.CPU, Precision.Float32, TeacherOutputs.Representation | TeacherOutputs.Logits);
    }

    private static List<string> Metrics(string run) => [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        var metrics = JsonSerializer.Deserialize<EpochMetrics>(line, JsonFormat.Line)!;
        return $"{metrics.Epoch} {metrics.Loss:R} {metrics.TrainAccuracy:R} {metrics.TestAccuracy:R} {metrics.LearningRate:R}";
    })];
}
