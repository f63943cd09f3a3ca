namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>
/// A training step's work in forward passes of the trained network: a forward is 1, a backward with weight gradients 2, one for the input
/// gradient alone 1. Free of hardware, so measured ratios of epoch times can be held against it.
/// </summary>
internal static class StepWork
{
    private const int AttackSteps = 7; // Of the paper's SAT and Fast AT.
    private const int Step = 3;

    /// <summary>As this program trains; null for a method without a model.</summary>
    /// <param name="method">Name in the method catalog.</param>
    /// <param name="teacherShare">The teacher's forward by the student's.</param>
    public static double? Ours(string method, double? teacherShare) => method switch
    {
        "natural" or "rdt" => Step,
        "sat" => 2 * AttackSteps + 1 + Step,
        "fast-at" => 2 * AttackSteps + Step,
        "fgsm-rs" => 2 + Step,
        "free-at" => Step, // An epoch of Free AT counts one replay.
        "rrm" or "kd" => Step + teacherShare,
        _ => null,
    };

    /// <summary>As the paper's authors train: their Fast AT makes weight gradients in every step of the attack, too.</summary>
    public static double? Authors(string method, double? teacherShare) => method == "fast-at" ? Step * (AttackSteps + 1) : Ours(method, teacherShare);
}
