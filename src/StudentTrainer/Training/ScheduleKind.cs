namespace Rrm.StudentTrainer.Training;

/// <summary>How the learning rate moves over a run; all are per update.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine from the peak down to 1e-6.</summary>
    Cosine,

    /// <summary>A triangle: zero, peak at half of the run, zero; momentum 0.9, 0.8, 0.9 against it.</summary>
    Cyclic,

    /// <summary>A tenth after each milestone epoch, or after each third of the run.</summary>
    Multistep,
}
