using Rrm.Images;
using Rrm.Randomness;

namespace Rrm.Checkpoints;

/// <summary>
/// The images on which a teacher is tried: a rule instead of a file, so that both sides have them. From a ramp of greys, which smooth filters answer to, to noise,
/// which the others do. Integers only, so they are the same everywhere.
/// </summary>
public static class ProbeImages
{
    /// <summary>The name of the rule in golden vectors; another rule would have another name.</summary>
    public const string Rule = "ramp-to-noise";

    public const int Count = 4;

    private const ulong Key = 0;

    /// <summary>
    /// One byte a value, [<see cref="Count"/>, channels, height, width]: (ramp · (3 - image) + noise · image) / 3 with ramp = 255 · (row + column) / (height + width - 2)
    /// and the noise of a value at position p of its image the byte p mod 4 of the first word of Philox's block p / 4, key 0.
    /// </summary>
    public static byte[] Of(ImageShape shape)
    {
        var images = new byte[Count * shape.Elements];
        var diagonal = Math.Max(1, shape.Height + shape.Width - 2);
        for (var position = 0; position < shape.Elements; position++)
        {
            var (row, column) = (position / shape.Width % shape.Height, position % shape.Width);
            var ramp = 255 * (row + column) / diagonal;
            var noise = (byte)(Philox.Block(Key, (uint)position / 4, 0, 0, 0).X0 >> (8 * (position % 4)));
            for (var image = 0; image < Count; image++)
                images[image * shape.Elements + position] = (byte)((ramp * (Count - 1 - image) + noise * image) / (Count - 1));
        }
        return images;
    }
}
