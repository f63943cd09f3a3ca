using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>What an attack found, one row per image. The tensors belong to the caller's dispose scope.</summary>
/// <param name="Broken">[N] bool, whether a misclassified point was met.</param>
/// <param name="Adversarial">[N,C,H,W], the last misclassified point; the start where there is none.</param>
/// <param name="BestLosses">[N], the largest cross-entropy met.</param>
public sealed record AttackResult(Tensor Broken, Tensor Adversarial, Tensor BestLosses) : IDisposable
{
    public void Dispose()
    {
        Broken.Dispose();
        Adversarial.Dispose();
        BestLosses.Dispose();
    }
}
