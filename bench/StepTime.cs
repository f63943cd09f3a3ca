namespace Rrm.Bench;

/// <summary>What one training step took.</summary>
/// <param name="Seconds">From batch to update, all of it.</param>
/// <param name="TeacherShare">The part of it in which the loop stood still for the teacher.</param>
internal readonly record struct StepTime(double Seconds, double TeacherShare);
