using Rrm.Checkpoints;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Quickstart;

/// <summary>What the quickstart does on one data set: three trainings and one attack, sized for two cores and a few minutes.</summary>
internal sealed record QuickstartPlan(
    string Dataset, string Description, int TrainImages, int TestImages, TrainingOptions Teacher, TrainingOptions Student, TrainingOptions Natural, ThreatModel Threat, int AttackSteps, int Restarts)
{
    public static IReadOnlyList<string> Datasets { get; } = ["shapes", "cifar10"];

    public static QuickstartPlan Of(string dataset, long seed)
    {
        // bfloat16 where libtorch lets it be switched on; the report says which it was.
        var precision = Autocast.IsSupported ? Precision.BFloat16 : Precision.Float32;
        return dataset switch
        {
            "shapes" => Shapes(seed, precision),
            "cifar10" => Cifar10(seed, precision),
            _ => throw new RrmException($"The quickstart knows {string.Join(" and ", Datasets)}, not '{dataset}'."),
        };
    }

    private static QuickstartPlan Shapes(long seed, Precision precision)
    {
        // The teacher withstands more than the three are judged by: what it has to spare is what a student can inherit.
        var (threat, judged) = (new ThreatModel(Norm.Linf, 16 / 255.0), new ThreatModel(Norm.Linf, 10 / 255.0));
        var common = new TrainingOptions { Method = "", Architecture = "", Dataset = "shapes", Seed = seed, Epochs = 0, Limit = 5000, Augmentation = "none", Precision = precision, MonitorImages = 500 };
        return new("shapes",
            "Ten drawn forms under noise, random gratings, shifts and small rotations. Each image also carries a faint grating that tells its class: "
            + "easy for a network to rely on, and easy for an attack to change.",
            5000, 500,
            common with { Method = "fgsm-rs", Architecture = "vgg-small", Epochs = 10, LearningRate = 0.05, ThreatModel = threat, EpsWarmup = 0.5 },
            common with { Method = "rrm", Architecture = "resnet-small", Epochs = 30, LearningRate = 0.2, Schedule = ScheduleKind.Cyclic },
            common with { Method = "natural", Architecture = "resnet-small", Epochs = 8 },
            judged, 50, 1);
    }

    private static QuickstartPlan Cifar10(long seed, Precision precision)
    {
        var threat = new ThreatModel(Norm.Linf, 8 / 255.0);
        var common = new TrainingOptions { Method = "", Architecture = "", Dataset = "cifar10", Seed = seed, Epochs = 10, Limit = 10000, Precision = precision, MonitorImages = 500 };
        return new("cifar10", "Photographs of ten kinds of things, 32x32 pixels.", 10000, 500,
            common with { Method = "fgsm-rs", Architecture = "vgg-small", LearningRate = 0.05, ThreatModel = threat, EpsWarmup = 0.5 },
            common with { Method = "rrm", Architecture = "resnet-small" },
            common with { Method = "natural", Architecture = "resnet-small" },
            threat, 50, 1);
    }
}
