namespace Rrm.StudentTrainer.Commands;

/// <summary>The command line asks for something that makes no sense; ends with exit code 2.</summary>
public sealed class UsageException(string message) : RrmException(message);
