namespace Rrm.StudentTrainer.Commands;

/// <summary>What every command ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;
}
