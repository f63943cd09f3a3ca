namespace Rrm.Datasets;

/// <summary>
/// The ten drawn forms, each as a signed distance: negative inside, in units of half the form's size, with y pointing down.
/// All are mirror images of themselves, so that flipping an image keeps its class.
/// </summary>
internal static class ShapeForm
{
    /// <summary>Class names, in the order of the labels.</summary>
    public static readonly string[] Names = ["disk", "ring", "frame", "plus", "saltire", "triangle", "bars", "pillars", "dots", "tee"];

    /// <summary>How far the point lies outside the form of a class (approximately, away from the outline).</summary>
    public static float Distance(int label, float x, float y) => label switch
    {
        0 => Length(x, y) - 0.8f,
        1 => MathF.Abs(Length(x, y) - 0.72f) - 0.2f,
        2 => MathF.Abs(MathF.Max(MathF.Abs(x), MathF.Abs(y)) - 0.68f) - 0.2f,
        3 => Cross(x, y, 0.95f),
        4 => Cross((x + y) * 0.7071f, (x - y) * 0.7071f, 1.1f),
        5 => MathF.Max(y - 0.7f, MathF.Abs(x) * 0.866f - y * 0.5f - 0.45f),
        6 => Box(x, MathF.Abs(y) - 0.5f, 0.9f, 0.24f),
        7 => Box(MathF.Abs(x) - 0.5f, y, 0.24f, 0.9f),
        8 => Length(MathF.Abs(x) - 0.58f, MathF.Abs(y) - 0.58f) - 0.34f,
        9 => MathF.Min(Box(x, y + 0.68f, 0.9f, 0.24f), Box(x, y - 0.1f, 0.24f, 0.8f)),
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, $"There are {Names.Length} forms."),
    };

    private static float Length(float x, float y) => MathF.Sqrt(x * x + y * y);

    private static float Box(float x, float y, float halfWidth, float halfHeight) =>
        MathF.Max(MathF.Abs(x) - halfWidth, MathF.Abs(y) - halfHeight);

    private static float Cross(float x, float y, float arm) => MathF.Min(Box(x, y, arm, 0.24f), Box(x, y, 0.24f, arm));
}
