using System.CommandLine;
using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm train METHOD: one classifier, trained into a run folder.</summary>
internal static class TrainCommand
{
    private const string Description = "Trains a classifier into a run folder: natural, sat and fgsm-rs (adversarial), rrm (from a robust teacher).";

    private const string Example = """
        rrm train fgsm-rs --arch vgg-medium --dataset cifar10 --data data --norm linf --eps 8/255 --epochs 20 --out runs/teacher
        rrm train rrm --arch resnet-medium --dataset cifar10 --data data --teacher http://127.0.0.1:5000/robust --epochs 20 --out runs/student
        """;

    private const int SecondsOfADay = 86_400;

    public static Command Create()
    {
        var method = new Argument<string>("method") { Description = $"One of {string.Join(", ", MethodCatalog.Names)}." }.OneOf(MethodCatalog.Names);
        var arch = new Option<string>("--arch") { Required = true, Description = $"Architecture: {string.Join(", ", Architectures.ArchitectureCatalog.Names)}, or the path of a JSON description." };
        var dataset = Common.Dataset();
        var data = Common.Data();
        var @out = new Option<string>("--out") { Required = true, Description = "Run folder to write." };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run in --out; the other options must be the same." };
        var teacher = new Option<string?>("--teacher") { Description = "Teacher of rrm: a checkpoint, a teacher folder, http(s)://host:port/NAME or unix:/path.sock/NAME; several endpoints with commas." };
        var depth = new Option<int>("--teacher-depth") { DefaultValueFactory = _ => 4, Description = "Batches asked of a service ahead of the loop." };
        var budget = new Option<double>("--teacher-budget") { DefaultValueFactory = _ => 600, Description = "Seconds to wait for one answer, retries and failovers included, before the run ends (resumable)." };
        var norm = Common.Norm();
        var eps = Common.Eps();
        var warmup = new Option<double>("--eps-warmup") { Description = "Share of the run, 0 to 1, over which epsilon grows from zero." };
        var steps = new Option<int>("--attack-steps") { DefaultValueFactory = _ => 7, Description = "PGD steps of sat." };
        var stepSize = Common.StepSize("Step size of sat in pixels, as 2/255; a quarter of eps for linf, a fifth for l2 unless given.");
        var lambda = new Option<double>("--lambda") { DefaultValueFactory = _ => 0.005, Description = "Weight of the cross-entropy beside the representation loss of rrm." };
        var loss = Common.Choice<RepresentationLoss>("--loss", "Representation loss of rrm.");
        var replays = new Option<int>("--replays") { DefaultValueFactory = _ => 1, Description = "Updates of rrm per teacher answer." };
        var epochs = new Option<int>("--epochs") { DefaultValueFactory = _ => 48, Description = "Passes over the training images." };
        var batch = new Option<int>("--batch-size") { DefaultValueFactory = _ => 128, Description = "Images per update." };
        var limit = Common.Limit();
        var seed = Common.Seed();
        var lr = new Option<double>("--lr") { DefaultValueFactory = _ => 0.1, Description = "Peak learning rate." };
        var schedule = Common.Choice<ScheduleKind>("--schedule", "Learning rate over the run, per update.");
        var milestones = new Option<int[]>("--milestones") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [], Description = "Epochs after which the multistep schedule divides by ten." };
        var momentum = new Option<double>("--momentum") { DefaultValueFactory = _ => 0.9, Description = "Momentum of SGD." };
        var decay = new Option<double>("--weight-decay") { DefaultValueFactory = _ => 5e-4, Description = "Weight decay of SGD, on every parameter." };
        var augmentation = new Option<string>("--augmentation") { DefaultValueFactory = _ => "crop-flip", Description = "Views of the training images." }.OneOf(["crop-flip", "none"]);
        var precision = Common.Choice<Precision>("--precision", "bf16: products in bfloat16, parameters in float32.");
        var monitor = new Option<int>("--monitor") { DefaultValueFactory = _ => 1000, Description = "Test images classified after each epoch for the curve." };
        var device = Common.Device();
        var json = Common.Json();

        var command = new ExampleCommand("train", Description, Example)
        {
            method, arch, dataset, data, @out, resume, teacher, depth, budget, norm, eps, warmup, steps, stepSize, lambda, loss, replays,
            epochs, batch, limit, seed, lr, schedule, milestones, momentum, decay, augmentation, precision, monitor, device, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var asked = new TrainingOptions
            {
                Method = parsed.GetRequiredValue(method),
                Architecture = parsed.GetRequiredValue(arch),
                Dataset = parsed.GetRequiredValue(dataset),
                Seed = parsed.GetValue(seed),
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batch),
                Limit = parsed.GetValue(limit),
                Augmentation = parsed.GetValue(augmentation)!,
                Schedule = parsed.GetValue(schedule),
                LearningRate = parsed.GetValue(lr),
                Momentum = parsed.GetValue(momentum),
                WeightDecay = parsed.GetValue(decay),
                Milestones = parsed.GetValue(milestones) ?? [],
                Precision = parsed.GetValue(precision),
                ThreatModel = parsed.GetValue(eps) is { } radius ? new(parsed.GetValue(norm), radius) : null,
                EpsWarmup = parsed.GetValue(warmup),
                AttackSteps = parsed.GetValue(steps),
                AttackStepSize = parsed.GetValue(stepSize),
                Lambda = parsed.GetValue(lambda),
                Loss = parsed.GetValue(loss),
                Replays = parsed.GetValue(replays),
                MonitorImages = parsed.GetValue(monitor),
            };
            Validate(asked, parsed.GetValue(depth), parsed.GetValue(budget), parsed.GetValue(teacher));
            var remote = new RemoteTeacherOptions { Depth = parsed.GetValue(depth), Budget = TimeSpan.FromSeconds(parsed.GetValue(budget)) };
            Common.PrepareFile(parsed.GetValue(json));
            var result = Run(asked, remote, parsed.GetValue(teacher), parsed.GetValue(data), parsed.GetRequiredValue(@out), parsed.GetValue(resume), ComputeDevice.Choose(parsed.GetValue(device)!), cancellation);
            if (parsed.GetValue(json) is { } file)
                AtomicFile.WriteJson(file, result);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static RunResult Run(TrainingOptions options, RemoteTeacherOptions remote, string? teacherValue, string? data, string @out, bool resume, ComputeDevice device, CancellationToken cancellation)
    {
        using var display = new ProgressDisplay(Console.Out);
        using var teacher = TeacherFactory.Open(teacherValue, remote, device.Device, options.Precision, display.Notice, cancellation);
        // Pictures have no size of their own: the teacher decides, or the student's architecture.
        var shape = options.Dataset == "imagefolder" ? teacher.Identity?.Input ?? ArchitectureFile.InputOf(options.Architecture) : null;
        var set = DatasetCatalog.Open(new DatasetRequest(options.Dataset, data, shape, options.Limit) { Progress = display.Notice }, cancellation);
        options = options with { TeacherSha256 = teacher.Identity?.Sha256 };
        display.Notice($"{options.Method}: {options.Architecture} on {options.Dataset}, {set.Train.Count:N0} training and {set.Test.Count:N0} test images of {set.Train.Shape}, {device}.");
        if (teacher.Identity is { } identity)
            display.Notice($"Teacher {identity.Name} (sha256 {identity.Sha256[..12]}…) on {identity.Device}{(identity.Endpoint is { } endpoint ? $" at {endpoint}" : ", in this process")}.");
        var result = new TrainingRun(options, set, teacher, device, @out, resume) { Progress = display.Show, Notice = display.Notice }.Execute(cancellation);
        display.Notice($"Accuracy {result.NaturalAccuracy:P2} on {set.Test.Count:N0} test images after {result.TotalSeconds:N0} s of training ({result.TeacherWaitSeconds:N1} s waiting for the teacher). Run: {Path.GetFullPath(@out)}");
        return result;
    }

    private static void Validate(TrainingOptions options, int depth, double budget, string? teacher)
    {
        var problems = new List<string>();
        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
        var needsTeacher = options.Method == "rrm";
        var attacks = options.Method is "sat" or "fgsm-rs";
        Require(options.Epochs >= 1, $"--epochs is {options.Epochs}; expected at least 1");
        Require(options.BatchSize >= 1, $"--batch-size is {options.BatchSize}; expected at least 1");
        Require(options.LearningRate > 0 && double.IsFinite(options.LearningRate), $"--lr is {options.LearningRate}; expected a positive number");
        Require(options.Momentum is >= 0 and < 1, $"--momentum is {options.Momentum}; expected 0 up to, not including, 1");
        Require(options.WeightDecay >= 0 && double.IsFinite(options.WeightDecay), $"--weight-decay is {options.WeightDecay}; expected 0 or more");
        Require(options.EpsWarmup is >= 0 and <= 1, $"--eps-warmup is {options.EpsWarmup}; expected 0 to 1");
        Require(options.AttackSteps >= 1, $"--attack-steps is {options.AttackSteps}; expected at least 1");
        Require(options.Lambda >= 0 && double.IsFinite(options.Lambda), $"--lambda is {options.Lambda}; expected 0 or more");
        Require(options.Replays >= 1, $"--replays is {options.Replays}; expected at least 1");
        Require(options.MonitorImages >= 1, $"--monitor is {options.MonitorImages}; expected at least 1");
        Require(options.Milestones.Count == 0 || options.Schedule == ScheduleKind.Multistep, "--milestones go with --schedule multistep");
        Require(options.Schedule != ScheduleKind.Multistep || options.Milestones.Count > 0, "--schedule multistep needs --milestones, as 35 50");
        Require(options.Limit is null or >= 1, $"--limit is {options.Limit}; expected at least 1 image");
        Require(depth >= 1, $"--teacher-depth is {depth}; expected at least 1");
        Require(budget is >= 0.1 and <= SecondsOfADay, $"--teacher-budget is {budget}; expected 0.1 to {SecondsOfADay} seconds");
        Require(!needsTeacher || teacher is not null, "rrm needs --teacher: a checkpoint, a teacher folder or an endpoint");
        Require(needsTeacher || teacher is null, $"--teacher was given, and {options.Method} has none; did you mean rrm?");
        Require(!attacks || options.ThreatModel is not null, $"{options.Method} needs --norm and --eps, as --norm linf --eps 8/255");
        Require(attacks || options.ThreatModel is null, $"--eps was given, and {options.Method} does not attack while it trains");
        Require(options.ThreatModel is not { Norm: Norm.Linf, Eps: > 1 }, $"--eps is {options.ThreatModel?.Eps}, and pixels are in [0,1]; did you mean {options.ThreatModel?.Eps:0.###}/255?");
        Require(options.ThreatModel is not { Eps: 0 }, "--eps is 0: without perturbations the method is natural");
        if (problems.Count > 0)
            throw new UsageException(string.Join("; ", problems) + ".");
    }
}
