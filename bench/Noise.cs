using Rrm.Images;

namespace Rrm.Bench;

/// <summary>Images without meaning: how long a step takes does not depend on what they show.</summary>
internal static class Noise
{
    public const int Classes = 10;

    public static IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, Classes).Select(label => $"class {label}")];

    public static ImageSet Images(int count, string split) => new("noise", split, ImageShape.Rgb(32), ClassNames, count, static (index, pixels) =>
    {
        new Random(index).NextBytes(pixels);
        return index % Classes;
    });
}
