namespace Rrm.StudentTrainer.Attacks;

/// <summary>Where an attack starts from.</summary>
public enum StartRegion
{
    /// <summary>Uniform in the ball.</summary>
    Inside,

    /// <summary>On the ball's surface: l∞ stretched until the largest change is eps, l2 a direction of length eps.</summary>
    Surface,
}
