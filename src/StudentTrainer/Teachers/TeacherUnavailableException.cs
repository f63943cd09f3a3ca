namespace Rrm.StudentTrainer.Teachers;

/// <summary>No teacher answered within the budget. The run can be resumed.</summary>
public sealed class TeacherUnavailableException(string message, Exception? inner = null) : RrmException(message, inner);
