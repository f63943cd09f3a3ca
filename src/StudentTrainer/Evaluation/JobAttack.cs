using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>An attack of a job.</summary>
/// <param name="Attack">Its name.</param>
/// <param name="Norm">Of the perturbations.</param>
/// <param name="Eps">Their radius in pixels.</param>
/// <param name="Steps">Moves from each start.</param>
/// <param name="StepSize">In pixels; null where the attack chooses it.</param>
public sealed record JobAttack(string Attack, Norm Norm, double Eps, int Steps, double? StepSize)
{
    public static JobAttack Of(IAttack attack) => new(attack.Name, attack.Set.Norm, attack.Set.Eps, attack.Steps, attack.StepSize);
}
