namespace Rrm.StudentTrainer.Teachers;

/// <summary>What a method asks of a teacher.</summary>
[Flags]
public enum TeacherOutputs
{
    None = 0,

    /// <summary>The penultimate representation, [N,D].</summary>
    Representation = 1,

    /// <summary>The logits, [N,K].</summary>
    Logits = 2,
}
