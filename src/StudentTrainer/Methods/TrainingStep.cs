using Rrm.Images;
using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Methods;

/// <summary>What a method may use to turn a batch into a loss.</summary>
/// <param name="Network">The network in training, in training mode.</param>
/// <param name="Batch">Which images these are: epoch and indices, for draws that are functions of them.</param>
/// <param name="Images">[N,C,H,W] float32 in [0,1], on the network's device, augmented.</param>
/// <param name="Labels">[N] int64.</param>
/// <param name="TeacherRepresentation">[N,D] float32, when the method asked for it.</param>
/// <param name="Progress">Share of the run that is done, 0 up to 1.</param>
public sealed record TrainingStep(Network Network, ImageBatch Batch, Tensor Images, Tensor Labels, Tensor? TeacherRepresentation, double Progress)
{
    /// <summary>[N,K] float32, when the method asked for them.</summary>
    public Tensor? TeacherLogits { get; init; }

    /// <summary>Updates already made from this batch.</summary>
    public int Replay { get; init; }
}
