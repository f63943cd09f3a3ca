using Rrm.StudentTrainer.Attacks;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>What one attack did to each image.</summary>
/// <param name="Attack">The attack.</param>
/// <param name="BrokenAt">For each image the restart that broke it, counted from 1; 0 where none did.</param>
/// <param name="LargestNorm">The longest perturbation among the images it broke, in the attack's norm; measured, not assumed.</param>
public sealed record AttackOutcome(IAttack Attack, IReadOnlyList<int> BrokenAt, double LargestNorm);
