using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Methods;

/// <summary>The scalar to descend, and the logits that the training accuracy is read from.</summary>
public sealed record StepLoss(Tensor Loss, Tensor Logits)
{
    /// <summary>What the method does with the gradients of this very backward pass, before the weights move; not called where the update is skipped.</summary>
    public Action? BeforeUpdate { get; init; }
}
