namespace Rrm.StudentTrainer.Teachers;

/// <summary>What happens when the loop has waited for an answer as long as it may. Going on without the answer is no choice: the student would be another one.</summary>
public enum TeacherTimeoutPolicy
{
    /// <summary>The run ends, and can be resumed.</summary>
    Stop,

    /// <summary>A line says so, and the loop waits on.</summary>
    Wait,
}
