namespace Rrm.Datasets;

/// <summary>
/// The numbers of the embedded data set, found by trial with small networks: at 8 to 12/255 the form outlives an attack and the faint
/// grating does not. Nuisance must be strong, so that matching a representation constrains the student in directions of which the
/// class says nothing: where one clean form and a perfect grating are all there is, matching teaches no robustness.
/// Changing any of them makes another data set: results of before and after cannot be compared.
/// </summary>
internal static class ShapeRules
{
    /// <summary>The class-coded grating: 8 grey levels, right about the class in this share of images and random in the others.</summary>
    public const float CueAmplitude = 8 / 255f, CueReliability = 0.85f;

    /// <summary>Standard deviation of the noise of each value.</summary>
    public const float NoiseSigma = 0.06f;

    /// <summary>Gratings of no meaning: how many, how strong at most, and their cycles per pixel.</summary>
    public const int Gratings = 3;
    public const float MaxGrating = 0.08f, MinGratingCycles = 1 / 16f, MaxGratingCycles = 0.45f;

    /// <summary>How bright the background is, and how much brighter the form.</summary>
    public const float MinBackground = 0.1f, MaxBackground = 0.3f, MinContrast = 0.3f, MaxContrast = 0.5f;

    /// <summary>Half the form's size in pixels, its shift in pixels along each axis, its rotation in turns.</summary>
    public const float MinHalfSize = 9f, MaxHalfSize = 12f, MaxShift = 4f, MaxTurns = 0.04f;
}
