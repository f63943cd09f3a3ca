namespace Rrm.StudentTrainer.Methods;

/// <summary>Two readings of the distillation loss.</summary>
public enum KdVariant
{
    /// <summary>Hinton et al. 2015: temperature in the loss alone, divergence summed over classes, cross-entropy on plain logits.</summary>
    Textbook,

    /// <summary>The RRM authors' code: temperature in both networks and again in the loss, divergence averaged over classes too.</summary>
    Paper,
}
