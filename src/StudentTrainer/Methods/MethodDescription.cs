using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Methods;

/// <summary>What the command line, recipes and the report must know of a method before it exists.</summary>
/// <param name="Name">As commands, recipes and results call it.</param>
/// <param name="Summary">What a step does, in a few words.</param>
/// <param name="Create">The method for a run's options.</param>
public sealed record MethodDescription(string Name, string Summary, Func<TrainingOptions, TrainingMethod> Create)
{
    /// <summary>The options that this method reads beyond those of every run, by their names in <see cref="TrainingOptions"/>; any other that is given is an error, not a silence.</summary>
    public IReadOnlySet<string> Reads { get; init; } = new HashSet<string>();

    /// <summary>What it asks of a teacher.</summary>
    public TeacherOutputs Needs { get; init; }

    /// <summary>Its usual options, where they are not those of every run.</summary>
    public Func<TrainingOptions, TrainingOptions> Defaults { get; init; } = options => options;

    /// <summary>Whether it trains on a robust data set in place of the natural training images.</summary>
    public bool LearnsFromRobustData => Reads.Contains(nameof(TrainingOptions.RobustDataSha256));

    /// <summary>What an update costs; the loop's forward and backward pass, and the teacher's answer, unless it says otherwise.</summary>
    public Func<TrainingOptions, StepCost>? CostOf { get; init; }

    /// <summary>What an update of the authors' code costs, where that does more than it needs; their times compare by it.</summary>
    public Func<TrainingOptions, StepCost>? AuthorsCostOf { get; init; }

    /// <summary>Whether it perturbs images while it trains.</summary>
    public bool Attacks => Reads.Contains(nameof(TrainingOptions.ThreatModel));

    /// <summary>What an update of a run costs.</summary>
    public StepCost Cost(TrainingOptions options) => CostOf?.Invoke(options) ?? new(StepCost.Update, Needs == TeacherOutputs.None ? 0 : 1.0 / options.Replays);

    /// <summary>What it costs in the authors' code.</summary>
    public StepCost AuthorsCost(TrainingOptions options) => AuthorsCostOf?.Invoke(options) ?? Cost(options);
}
