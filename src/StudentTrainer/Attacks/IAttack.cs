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

    /// <summary>
    /// How many images, consecutive in their set, the attack moves as one, so that an image's verdict depends on its neighbours;
    /// null where each image is attacked as if it were alone, and any images may share a batch.
    /// </summary>
    int? CoupledImages { get; }

    /// <summary>A point of the set for each image, from which a restart begins: a function of seed, restart and image.</summary>
    /// <param name="images">Clean images, [N,C,H,W] float32 in [0,1].</param>
    /// <param name="indices">Each image's place in its set.</param>
    /// <param name="seed">Of the evaluation.</param>
    /// <param name="restart">Counted from 1.</param>
    Tensor Start(Tensor images, int[] indices, long seed, int restart);

    /// <summary>
    /// Attacks from the given starts. The network is in evaluation mode and float32 meanwhile, and afterwards as it was.
    /// Unless the attack says otherwise, an image is broken when any point of its path, start included, is misclassified.
    /// </summary>
    /// <param name="network">The network under attack.</param>
    /// <param name="images">Clean images, [N,C,H,W] float32 in [0,1], N at least 1.</param>
    /// <param name="labels">True classes, [N] int64.</param>
    /// <param name="start">A point of the set for each image, [N,C,H,W].</param>
    /// <param name="mode">Whether broken images are attacked further. The verdicts are the same.</param>
    AttackResult Run(Network network, Tensor images, Tensor labels, Tensor start, AttackMode mode = AttackMode.Verdict);
}
