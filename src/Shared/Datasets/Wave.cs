namespace Rrm.Datasets;

/// <summary>
/// Sine and cosine made of additions and products alone (error below 0.0012), because those of the platform's mathematics library
/// differ in the last bit between systems, and the embedded pictures must not.
/// </summary>
internal static class Wave
{
    /// <param name="turns">The angle, in full turns.</param>
    public static float Sine(float turns)
    {
        var half = turns - MathF.Floor(turns + 0.5f); // in [-1/2, 1/2)
        var parabola = 8f * half - 16f * half * MathF.Abs(half);
        return parabola + 0.225f * (parabola * MathF.Abs(parabola) - parabola);
    }

    /// <param name="turns">The angle, in full turns.</param>
    public static float Cosine(float turns) => Sine(turns + 0.25f);
}
