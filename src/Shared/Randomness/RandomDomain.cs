namespace Rrm.Randomness;

/// <summary>
/// What a draw is for. Draws of different domains are independent even where seed and coordinates coincide.
/// The numbers are part of every stored result: append, never renumber.
/// </summary>
public enum RandomDomain : byte
{
    /// <summary>The order of images in an epoch.</summary>
    Shuffle = 1,

    /// <summary>How an image is looked at in an epoch: place and flip, colours, lighting, by the third coordinate.</summary>
    View = 2,

    /// <summary>The random start of an attack while training.</summary>
    TrainingAttack = 3,

    /// <summary>The random start of an attack while evaluating.</summary>
    AttackStart = 4,

    /// <summary>The initial weights of a network.</summary>
    Initialization = 5,

    /// <summary>Units dropped while training.</summary>
    Dropout = 6,

    /// <summary>The pictures of the embedded data set.</summary>
    Shapes = 7,

    /// <summary>Which images a report shows, resampled intervals and the like.</summary>
    Report = 8,

    /// <summary>Which image each one of a robust data set starts from.</summary>
    RobustStart = 16,
}
