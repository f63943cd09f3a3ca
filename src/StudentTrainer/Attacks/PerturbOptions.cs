using Rrm.StudentTrainer.Numerics;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>How training examples are perturbed, where methods differ.</summary>
/// <param name="TrainMode">Whether batch norm uses (and updates) batch statistics while attacking: FGSM-RS yes, SAT no.</param>
/// <param name="KeepBest">Answer with each image's point of largest loss, start and final point included, rather than the final one: SAT yes. Costs one more forward pass.</param>
/// <param name="Precision">What the network computes in; pixels and losses stay float32.</param>
public sealed record PerturbOptions(bool TrainMode = false, bool KeepBest = false, Precision Precision = Precision.Float32);
