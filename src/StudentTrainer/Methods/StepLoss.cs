using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Methods;

/// <summary>The scalar to descend, and the logits that the training accuracy is read from.</summary>
public sealed record StepLoss(Tensor Loss, Tensor Logits);
