using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Methods;

/// <summary>Cross-entropy on natural images: the contrast that shows what robustness costs and what its absence means.</summary>
public sealed class Natural : TrainingMethod
{
    public override StepLoss Loss(TrainingStep step)
    {
        var logits = step.Network.Logits(step.Images);
        return new(F.cross_entropy(logits, step.Labels), logits);
    }
}
