using Rrm.Datasets;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Reports;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Quickstart;

/// <summary>From what was measured to what the page shows.</summary>
internal static class QuickstartReportBuilder
{
    public static QuickstartReport Build(QuickstartPlan plan, Dataset data, string folder, IReadOnlyList<QuickstartNetwork> networks, string? dataFolder)
    {
        var (teacher, student) = (networks[0].Run, networks[1].Run);
        return new()
        {
            Dataset = plan.Dataset,
            DatasetDescription = plan.Description,
            Teacher = Network(networks[0], $"FGSM-RS at l∞ {Pixels(plan.Teacher.ThreatModel!.Eps)}"),
            Student = Network(networks[1], $"RRM from the served teacher, cosine, λ = {plan.Student.Lambda}"),
            Natural = Network(networks[2], "cross-entropy on natural images"),
            Attack = new("APGD-CE", plan.Threat.Norm, plan.Threat.Eps, plan.AttackSteps, plan.Restarts, plan.TestImages),
            Seed = teacher.Seed,
            Gallery = [.. networks[0].Outcome.Images.Keys.Order().Select(index => GalleryExample.Of(data.Test, networks.Select(network => network.Outcome), index))],
            Settings =
            [
                new("Training images", $"{plan.TrainImages:N0}"),
                new("Batch size", $"{teacher.BatchSize}"),
                new("Precision", $"{(teacher.Precision == Numerics.Precision.BFloat16 ? "bf16" : "fp32")} in training, fp32 under attack"),
                new("Teacher's SHA-256", student.Teacher?.Sha256 ?? "none"),
                new("Service", "TeacherServer in a process of its own, gRPC over a Unix socket"),
            ],
            Commands = Commands(plan, folder, dataFolder),
            Machine =
            [
                new("Processor", $"{teacher.Machine.Processor}, {teacher.Machine.Cores} cores, {teacher.Machine.MemoryGib} GiB"),
                new("Device", teacher.Machine.Device),
                new("System", teacher.Machine.System),
                new("Versions", string.Join(", ", teacher.Versions.Select(version => $"{version.Key} {version.Value}"))),
            ],
            Written = DateTimeOffset.Now,
        };
    }

    private static ReportNetwork Network(QuickstartNetwork network, string method)
    {
        var robust = network.Robust;
        return new(network.Role, network.Checkpoint.Architecture.Name, network.Checkpoint.Architecture.ParameterCount, method,
            network.Outcome.NaturalAccuracy, robust.Accuracy, (robust.Ci95[0], robust.Ci95[1]), network.Run.TotalSeconds, network.Curve);
    }

    private static IReadOnlyList<string> Commands(QuickstartPlan plan, string folder, string? dataFolder)
    {
        var source = $"--dataset {plan.Dataset}{(dataFolder is null ? "" : $" --data {dataFolder}")}";
        string Train(Training.TrainingOptions options, string name, string more = "") =>
            $"rrm train {options.Method} --arch {options.Architecture} {source} --limit {options.Limit} --epochs {options.Epochs} --lr {options.LearningRate} "
            + $"--schedule {options.Schedule.ToString().ToLowerInvariant()} --augmentation {options.Augmentation} --precision {(options.Precision == Numerics.Precision.BFloat16 ? "bf16" : "fp32")} "
            + $"--seed {options.Seed} --monitor {options.MonitorImages}{more} --out {folder}/{name}";
        return
        [
            Train(plan.Teacher, "teacher", $" --norm linf --eps {Pixels(plan.Teacher.ThreatModel!.Eps)} --eps-warmup {plan.Teacher.EpsWarmup}"),
            $"rrm export {folder}/teacher --out {folder}/models/robust",
            $"dotnet run -c Release --project src/TeacherServer -- --models {folder}/models --urls http://127.0.0.1:50051 --threads 1",
            Train(plan.Student, "student", " --teacher http://127.0.0.1:50051/robust"),
            Train(plan.Natural, "natural"),
            $"rrm evaluate {folder}/student {source} --norm linf --eps {Pixels(plan.Threat.Eps)} --attack apgd-ce --steps {plan.AttackSteps} --restarts {plan.Restarts} --limit {plan.TestImages}",
        ];
    }

    private static string Pixels(double eps) => $"{eps * 255:0.##}/255";
}
