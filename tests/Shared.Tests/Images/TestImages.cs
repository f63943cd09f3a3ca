using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

/// <summary>Small sets whose pixels say which image they belong to.</summary>
internal static class TestImages
{
    public static readonly string[] Classes = ["zero", "one", "two"];

    public static ImageSet Random(int count, ImageShape? shape = null) =>
        new("made", "train", shape ?? new ImageShape(2, 5, 6), Classes, count, (index, pixels) =>
        {
            new System.Random(index).NextBytes(pixels);
            return index % Classes.Length;
        });
}
