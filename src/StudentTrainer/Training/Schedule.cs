namespace Rrm.StudentTrainer.Training;

/// <summary>Learning rate and momentum as functions of the update, exactly as the authors' schedules.</summary>
/// <param name="Kind">Shape of the curve.</param>
/// <param name="Peak">Largest learning rate.</param>
/// <param name="Momentum">Momentum outside the cyclic schedule, and its largest value within.</param>
/// <param name="Milestones">Update counts at which <see cref="ScheduleKind.Multistep"/> divides by ten.</param>
/// <param name="Updates">Updates of the whole run, T.</param>
public sealed record Schedule(ScheduleKind Kind, double Peak, double Momentum, IReadOnlyList<long> Milestones, long Updates)
{
    private const double FinalRate = 1e-6;
    private const double MomentumSwing = 0.1;

    /// <summary>The schedule of a run. Multistep without milestones divides after each third of the epochs, as the authors' SAT at 50 and 100 of 150.</summary>
    public static Schedule Of(TrainingOptions options, long updatesPerEpoch)
    {
        var milestones = options.Milestones is { Count: > 0 } given ? given : [options.Epochs / 3, options.Epochs * 2 / 3];
        return new(options.Schedule, options.LearningRate, options.Momentum, [.. milestones.Select(epoch => epoch * updatesPerEpoch)], options.Epochs * updatesPerEpoch);
    }

    /// <summary>Learning rate and momentum of update t, counted from 0.</summary>
    public (double LearningRate, double Momentum) At(long t) => Kind switch
    {
        ScheduleKind.Cosine => (FinalRate + (Peak - FinalRate) * 0.5 * (1 + Math.Cos(Math.PI * t / Updates)), Momentum),
        ScheduleKind.Cyclic => (Peak * Triangle(t), Momentum - MomentumSwing * Triangle(t)),
        ScheduleKind.Multistep => (Peak * Math.Pow(0.1, Milestones.Count(milestone => t >= milestone)), Momentum),
        _ => throw new ArgumentOutOfRangeException(nameof(t), Kind, "Unknown schedule."),
    };

    private double Triangle(long t)
    {
        var position = 2.0 * t / Updates;
        return position <= 1 ? position : 2 - position;
    }
}
