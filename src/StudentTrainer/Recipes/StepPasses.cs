using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>What an update costs in forward passes of student and teacher: a backward pass to the weights counts two, one to the pixels alone one.</summary>
internal static class StepPasses
{
    private const double Update = 3, InputGradient = 2;

    public static (double Student, double Teacher) Of(TrainingOptions options) => options.Method switch
    {
        "sat" => (options.AttackSteps * InputGradient + 1 + Update, 0),
        "fgsm-rs" => (InputGradient + Update, 0),
        "rrm" => (Update, 1.0 / options.Replays),
        _ => (Update, 0),
    };
}
