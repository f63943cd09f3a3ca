namespace Rrm.Checkpoints;

/// <summary>The words for the arithmetic that a teacher's graph computes in.</summary>
public static class TeacherPrecision
{
    public const string Float32 = "float32", Int8 = "int8";

    public static IReadOnlyList<string> All { get; } = [Float32, Int8];
}
