using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Training;

/// <summary>What makes sense in a run's options, whoever wrote them. Values are named as on the command line.</summary>
internal static class TrainingRules
{
    /// <summary>Everything that makes no sense, one sentence each; none when the run can begin.</summary>
    public static IReadOnlyList<string> Problems(TrainingOptions options, bool hasTeacher, bool hasRobustData = false)
    {
        var problems = new List<string>();
        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
        var method = MethodCatalog.Find(options.Method);
        var needsTeacher = method.Needs != TeacherOutputs.None;
        Require(options.Epochs >= 1, $"--epochs is {options.Epochs}; expected at least 1");
        Require(options.BatchSize >= 1, $"--batch-size is {options.BatchSize}; expected at least 1");
        Require(options.LearningRate > 0 && double.IsFinite(options.LearningRate), $"--lr is {options.LearningRate}; expected a positive number");
        Require(options.Momentum is >= 0 and < 1, $"--momentum is {options.Momentum}; expected 0 up to, not including, 1");
        Require(options.WeightDecay >= 0 && double.IsFinite(options.WeightDecay), $"--weight-decay is {options.WeightDecay}; expected 0 or more");
        Require(options.EpsWarmup is >= 0 and <= 1, $"--eps-warmup is {options.EpsWarmup}; expected 0 to 1");
        Require(options.AttackSteps >= 1, $"--attack-steps is {options.AttackSteps}; expected at least 1");
        Require(options.AttackStepSize is null or (> 0 and < double.PositiveInfinity), $"--step-size is {options.AttackStepSize}; expected a positive number of pixels");
        Require(options.Lambda >= 0 && double.IsFinite(options.Lambda), $"--lambda is {options.Lambda}; expected 0 or more");
        Require(options.Replays >= 1, $"--replays is {options.Replays}; expected at least 1");
        Require(options.KdTemperature > 0 && double.IsFinite(options.KdTemperature), $"--kd-temperature is {options.KdTemperature}; expected a positive number");
        Require(options.KdAlpha is >= 0 and <= 1, $"--kd-alpha is {options.KdAlpha}; expected 0 to 1");
        Require(options.Temperature > 0 && double.IsFinite(options.Temperature), $"--temperature is {options.Temperature}; expected a positive number");
        Require(options is not { KdVariant: KdVariant.Paper, Temperature: not 1 }, "--temperature was given, and --kd-variant paper divides the student's logits by --kd-temperature");
        Require(options.RepresentationWidth is null or >= 1, $"--representation-width is {options.RepresentationWidth}; expected at least 1");
        Require(options.RepresentationWidth is null || !method.Needs.HasFlag(TeacherOutputs.Representation), $"--representation-width was given, and {options.Method} takes the width of its teacher");
        Require(options.MonitorImages >= 1, $"--monitor is {options.MonitorImages}; expected at least 1");
        Require(options.Normalization is null || Normalization.Find(options.Normalization) is not null, $"--normalization is '{options.Normalization}'; expected one of {string.Join(", ", Normalization.Names)}");
        Require(options.Milestones.Count == 0 || options.Schedule == ScheduleKind.Multistep, "--milestones go with --schedule multistep");
        Require(options.Milestones.All(epoch => epoch >= 1), $"--milestones are {string.Join(' ', options.Milestones)}; expected epochs from 1 on");
        Require(options.Milestones.All(epoch => epoch < Math.Max(options.Epochs, 1)), $"--milestones are {string.Join(' ', options.Milestones)}, and the run ends after epoch {options.Epochs}; expected epochs before that");
        Require(options.Limit is null or >= 1, $"--limit is {options.Limit}; expected at least 1 image");
        Require(!needsTeacher || hasTeacher, $"{options.Method} needs --teacher: a checkpoint, a teacher folder or an endpoint");
        Require(needsTeacher || !hasTeacher, $"--teacher was given, and {options.Method} has none; did you mean rrm?");
        Require(!method.LearnsFromRobustData || hasRobustData, $"{options.Method} needs --robust-data: a folder that 'rrm robustify' made");
        Require(method.LearnsFromRobustData || !hasRobustData, $"--robust-data was given, and {options.Method} trains on natural images; did you mean rdt?");
        Require(!method.Attacks || options.ThreatModel is not null, $"{options.Method} needs --norm and --eps, as --norm linf --eps 8/255");
        Require(method.Attacks || options.ThreatModel is null, $"--eps was given, and {options.Method} does not attack while it trains");
        Require(options.ThreatModel is not { Norm: Norm.Linf, Eps: > 1 }, $"--eps is {options.ThreatModel?.Eps}, and pixels are in [0,1]; did you mean {options.ThreatModel?.Eps:0.###}/255?");
        Require(options.ThreatModel is null or { Eps: >= 0 and < double.PositiveInfinity }, $"--eps is {options.ThreatModel?.Eps}; expected a positive number of pixels");
        Require(options.ThreatModel is not { Eps: 0 }, "--eps is 0: without perturbations the method is natural");
        return problems;
    }
}
