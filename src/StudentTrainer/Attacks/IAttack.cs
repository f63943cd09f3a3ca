using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>A search for misclassified images in a perturbation set.</summary>
public interface IAttack
{
    /// <summary>As commands and results call it.</summary>
    string Name { get; }

    /// <summary>The perturbations allowed.</summary>
    PerturbationSet Set { get; }

    /// <summary>Moves made from each start.</summary>
    int Steps { get; }

    /// <summary>Of each move, in pixels; null where the attack chooses it as it goes.</summary>
    double? StepSize { get; }

    /// <summary>Where its random starts lie.</summary>
    StartRegion StartRegion { get; }

    /// <summary>
    /// Attacks from the given starts. The network is in evaluation mode and float32 meanwhile, and afterwards as it was.
    /// An image is broken when any point of its path, start included, is misclassified.
    /// </summary>
    /// <param name="network">The network under attack.</param>
    /// <param name="images">Clean images, [N,C,H,W] float32 in [0,1], N at least 1.</param>
    /// <param name="labels">True classes, [N] int64.</param>
    /// <param name="start">A point of the set for each image, [N,C,H,W].</param>
    /// <param name="mode">Whether broken images are attacked further. The verdicts are the same.</param>
    AttackResult Run(Network network, Tensor images, Tensor labels, Tensor start, AttackMode mode = AttackMode.Verdict);
}
