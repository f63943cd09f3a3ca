namespace Rrm.Checkpoints;

/// <summary>The norm that bounds a perturbation: largest change of a value (l∞), or Euclidean length of the whole change (l2).</summary>
public enum Norm
{
    Linf,
    L2,
}
